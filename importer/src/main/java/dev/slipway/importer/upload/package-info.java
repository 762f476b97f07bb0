/** Disks that clients send: upload server of the Pod, public proxy, and tokens. */
@NullMarked
package dev.slipway.importer.upload;

import org.jspecify.annotations.NullMarked;
