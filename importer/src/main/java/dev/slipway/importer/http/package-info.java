/** HTTP/1.1 for downloads: connections, heads, bodies, redirects, credentials. Knows nothing of images. */
@NullMarked
package dev.slipway.importer.http;

import org.jspecify.annotations.NullMarked;
