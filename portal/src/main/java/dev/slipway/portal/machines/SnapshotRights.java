package dev.slipway.portal.machines;

/**
 * What a visitor cannot do with the snapshots of a machine now, each as a sentence that says why, or empty.
 *
 * @param noList see them
 * @param noTake take one
 * @param noRestore bring the machine back to one
 * @param noClone make a machine of one
 * @param noDelete delete one
 */
public record SnapshotRights(String noList, String noTake, String noRestore, String noClone, String noDelete) {}
