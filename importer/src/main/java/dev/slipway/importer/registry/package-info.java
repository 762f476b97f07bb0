/** Container images of registries (OCI distribution specification 1.1): which one a name means, and the disk that lies in it. */
@NullMarked
package dev.slipway.importer.registry;

import org.jspecify.annotations.NullMarked;
