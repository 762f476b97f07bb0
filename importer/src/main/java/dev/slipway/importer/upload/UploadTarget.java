package dev.slipway.importer.upload;

/** What is known of the claim that an upload is meant for. */
public sealed interface UploadTarget {
    /** A Pod waits for the disk. */
    record Ready(String address, String serverName) implements UploadTarget {}

    /** The claim takes an upload, but no Pod waits yet. */
    record NotReady(String reason) implements UploadTarget {}

    /** The claim has its disk. */
    record Filled() implements UploadTarget {}

    /** The claim is not made for an upload. */
    record NotForUpload() implements UploadTarget {}

    /** There is no such claim. */
    record Missing() implements UploadTarget {}
}
