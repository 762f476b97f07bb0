package dev.slipway.operator;

import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.operator.export.ExportFront;
import dev.slipway.operator.kubevirt.Installation;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the operator runs.
 *
 * @param installation what it says of itself
 * @param launcherImage image of launchers
 * @param importer how importers are run
 * @param uploads where uploads go if no Service leads there
 * @param exports where exports are reached if no Ingress leads there
 * @param leaderElection whether other replicas may run, of which one works at a time
 * @param identity name of this replica
 * @param healthHost address of the health endpoint
 * @param healthPort its port; nothing for no endpoint
 * @param webhookPort port of the admission webhooks, on the same address; nothing where admission is asked in process
 * @param workers how many objects of a kind are looked at at once
 * @param patience how long the caches may take to fill at the start
 */
public record OperatorSettings(
        Installation installation,
        String launcherImage,
        ImporterSettings importer,
        Optional<URI> uploads,
        Optional<ExportFront> exports,
        boolean leaderElection,
        String identity,
        String healthHost,
        OptionalInt healthPort,
        OptionalInt webhookPort,
        int workers,
        Duration patience) {

    /** Returns the settings of an operator that runs inside another process, alone and without endpoint. */
    public static OperatorSettings embedded(
            String version, String architecture, String launcherImage, ImporterSettings importer) {
        return new OperatorSettings(
                new Installation(dev.slipway.api.names.SlipwayNames.NAMESPACE, version, architecture),
                launcherImage,
                importer,
                Optional.empty(),
                Optional.empty(),
                false,
                "standalone",
                "127.0.0.1",
                OptionalInt.empty(),
                OptionalInt.empty(),
                8,
                Duration.ofSeconds(60));
    }

    /** Returns the same with the addresses at which clients outside reach it. */
    public OperatorSettings withFronts(URI forUploads, ExportFront forExports) {
        return new OperatorSettings(
                installation,
                launcherImage,
                importer,
                Optional.of(forUploads),
                Optional.of(forExports),
                leaderElection,
                identity,
                healthHost,
                healthPort,
                webhookPort,
                workers,
                patience);
    }
}
