/** Images through all real parts but the portal: importers are processes, claims are directories. */
@NullMarked
package dev.slipway.standalone.images;

import org.jspecify.annotations.NullMarked;
