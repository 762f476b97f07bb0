/** The edge: HTTP requests in, JSON out, in the media types that clients ask for. */
@NullMarked
package dev.slipway.standalone.apiserver.http;

import org.jspecify.annotations.NullMarked;
