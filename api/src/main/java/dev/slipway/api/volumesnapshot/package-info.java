/**
 * Snapshots of volumes as CSI drivers make them (snapshot.storage.k8s.io/v1), as far as machines need them. Their definitions
 * come with the driver; only standalone, which is its own driver, installs them. No behaviour.
 */
@NullMarked
package dev.slipway.api.volumesnapshot;

import org.jspecify.annotations.NullMarked;
