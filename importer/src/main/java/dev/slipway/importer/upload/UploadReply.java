package dev.slipway.importer.upload;

import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.run.Termination;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an uploading client is told.
 *
 * @param status HTTP status
 * @param text one sentence; empty on success, as CDI has it
 * @param headers header fields
 * @param succeeded how the upload ended, if this reply ends it
 * @param problem why the image was refused, if it was
 */
record UploadReply(
        int status,
        String text,
        Map<String, String> headers,
        Optional<Termination.Succeeded> succeeded,
        Optional<ImportProblem> problem) {
    static final String OFFSET = "Upload-Offset";

    UploadReply {
        headers = Map.copyOf(headers);
    }

    private UploadReply(int status, String text, Map<String, String> headers) {
        this(status, text, headers, Optional.empty(), Optional.empty());
    }

    static UploadReply ok() {
        return new UploadReply(200, "", Map.of());
    }

    /** The upload has ended. */
    static UploadReply of(Termination end) {
        return switch (end) {
            case Termination.Succeeded succeeded ->
                new UploadReply(200, "", Map.of(), Optional.of(succeeded), Optional.empty());
            case Termination.Failed failed -> failed(failed.problem());
            case Termination.Looked _ -> throw new IllegalStateException("an upload is not looked at");
            case Termination.Ended ended -> new UploadReply(503, ended.sentence() + "\n", Map.of());
        };
    }

    /** The image is refused (400), or the volume fails (500). */
    static UploadReply failed(ImportProblem problem) {
        boolean ours = problem instanceof VolumeProblem.NoSpace
                || problem instanceof VolumeProblem.VolumeUnusable
                || problem instanceof ImportProblem.Internal;
        return new UploadReply(
                ours ? 500 : 400,
                problem.sentence() + "\n",
                Map.of("X-Slipway-Problem", problem.code()),
                Optional.empty(),
                Optional.of(problem));
    }

    /** More of the upload is awaited. */
    static UploadReply more(long received) {
        return new UploadReply(204, "", Map.of(OFFSET, String.valueOf(received)));
    }

    /** How far an upload is. */
    static UploadReply state(long received, OptionalLong length) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(OFFSET, String.valueOf(received));
        headers.put("Cache-Control", "no-store");
        length.ifPresent(total -> headers.put("Upload-Length", String.valueOf(total)));
        return new UploadReply(200, "", headers);
    }

    /** The client does not continue where the upload is. */
    static UploadReply conflict(long received) {
        return new UploadReply(
                409,
                "The upload has " + received + " bytes; continue it with Upload-Offset " + received
                        + " and the Upload-Length it began with.\n",
                Map.of(OFFSET, String.valueOf(received)));
    }

    static UploadReply busy() {
        return new UploadReply(503, "Another upload to this volume is under way; wait until it ends.\n", Map.of());
    }

    static UploadReply badRequest(String what) {
        return new UploadReply(400, "The upload cannot be taken: " + what + ".\n", Map.of());
    }

    static UploadReply wrongMethod(String allowed) {
        return new UploadReply(405, "This path takes " + allowed + ".\n", Map.of("Allow", allowed));
    }

    static UploadReply notFound() {
        return new UploadReply(
                404, "There is no such path; disks go to /v1beta1/upload or /v1beta1/upload-resumable.\n", Map.of());
    }
}
