package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataImportCronSpec;
import dev.slipway.api.cdi.ImportStatus;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which imports are kept. */
final class Retention {
    private static final int USUAL = 3;

    private Retention() {}

    /** Returns the claims and snapshots that go, once the newest import is complete, which itself stays whatever number is asked for. */
    static List<HasMetadata> outdated(ImportCronScope scope) {
        return Stream.concat(outdated(scope, scope.made()).stream(), outdated(scope, scope.madeSnapshots()).stream())
                .toList();
    }

    private static List<? extends HasMetadata> outdated(ImportCronScope scope, List<? extends HasMetadata> made) {
        DataImportCronSpec spec = scope.cron().getSpec();
        if ("Never".equals(spec.garbageCollect())) {
            return List.of();
        }
        int kept = Optional.ofNullable(spec.importsToKeep()).orElse(USUAL);
        String newest = scope.newest().map(ImportStatus::dataVolumeName).orElse("");
        return made.stream()
                .filter(claim -> !newest.equals(claim.getMetadata().getName()))
                // What goes by itself is none of those that are kept.
                .filter(claim -> !ImportedVolume.isGoing(claim))
                .sorted(Comparator.<HasMetadata, String>comparing(Retention::lastUse)
                        .reversed())
                .skip(Math.max(0, kept - 1))
                .toList();
    }

    private static String lastUse(HasMetadata claim) {
        return Copies.annotations(claim).getOrDefault(ImportCronNames.LAST_USE, "");
    }
}
