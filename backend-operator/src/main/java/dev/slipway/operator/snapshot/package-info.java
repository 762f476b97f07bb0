/**
 * Snapshots of virtual machines and restores from them (snapshot.kubevirt.io), by VolumeSnapshots of their claims. What a
 * VolumeSnapshot is made of is the storage's own.
 */
@NullMarked
package dev.slipway.operator.snapshot;

import org.jspecify.annotations.NullMarked;
