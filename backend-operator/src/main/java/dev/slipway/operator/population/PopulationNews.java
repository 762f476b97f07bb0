package dev.slipway.operator.population;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a claim by an event, in CDI's words.
 *
 * @param isWarning whether somebody should look at it
 * @param reason one word
 * @param message one sentence
 */
record PopulationNews(boolean isWarning, String reason, String message) {
    /** How CDI tells of each kind of source. */
    private enum Words {
        IMPORT(
                "Import Successful",
                "ImportSucceeded",
                "importSucceeded",
                "imported",
                "ErrImportFailed",
                "importFailed",
                "import"),
        UPLOAD(
                "Upload Successful",
                "UploadSucceeded",
                "UploadSucceeded",
                "uploaded",
                "ErrUploadFailed",
                "UploadFailed",
                "upload"),
        CLONE("Clone Complete", "CloneSucceeded", "CloneSucceeded", "cloned", "ErrCloneFailed", "CloneFailed", "clone");

        private final String ofPrime;
        private final String succeededPrime;
        private final String succeeded;
        private final String past;
        private final String trouble;
        private final String failed;
        private final String verb;

        Words(
                String ofPrime,
                String succeededPrime,
                String succeeded,
                String past,
                String trouble,
                String failed,
                String verb) {
            this.ofPrime = ofPrime;
            this.succeededPrime = succeededPrime;
            this.succeeded = succeeded;
            this.past = past;
            this.trouble = trouble;
            this.failed = failed;
            this.verb = verb;
        }

        static Words of(String kind) {
            return switch (kind) {
                case "VolumeUploadSource" -> UPLOAD;
                case "VolumeCloneSource" -> CLONE;
                default -> IMPORT;
            };
        }
    }

    /** Returns what is new since what the claim has told last. */
    static List<PopulationNews> of(PopulationScope scope, PopulationDecision decision) {
        String prime = "[" + PopulationNames.prime(scope.claim()) + "] : ";
        String name = scope.claim().getMetadata().getName();
        Words words = Words.of(scope.kind());
        return switch (decision) {
            case PopulationDecision.MakePrime _ ->
                List.of(normal("CreatedPVCPrimeSuccessfully", "PVC Prime created successfully"));
            case PopulationDecision.Rebind _ ->
                List.of(
                        normal(words.succeededPrime, prime + words.ofPrime),
                        normal(words.succeeded, "Successfully " + words.past + " into " + name));
            case PopulationDecision.Hold hold ->
                hold.problem().message().equals(scope.told())
                        ? List.of()
                        : List.of(new PopulationNews(
                                true, hold.problem().reason(), hold.problem().message()));
            case PopulationDecision.RemovePrime _ -> List.of();
            case PopulationDecision.Rest _ -> troubles(scope, words, prime, name);
        };
    }

    private static List<PopulationNews> troubles(PopulationScope scope, Words words, String prime, String name) {
        List<PopulationNews> news = new ArrayList<>();
        Optional<String> trouble = PopulationNotes.trouble(scope).filter(message -> !message.equals(scope.told()));
        trouble.ifPresent(message -> {
            news.add(new PopulationNews(true, words.trouble, prime + message));
            if (scope.isFailed()) {
                news.add(new PopulationNews(true, words.failed, words.verb + " into " + name + " failed"));
            }
        });
        return news;
    }

    private static PopulationNews normal(String reason, String message) {
        return new PopulationNews(false, reason, message);
    }
}
