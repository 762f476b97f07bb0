package dev.slipway.operator.population;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.UsedClaim;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/** What is to be done about a claim that names a source. */
sealed interface PopulationDecision {
    /** Nothing: it is filled, or something else has to happen first. */
    record Rest() implements PopulationDecision {}

    /** Make the DataVolume that fills the second claim. */
    record MakePrime(DataVolume volume) implements PopulationDecision {}

    /** Give the filled volume to the claim. */
    record Rebind(PersistentVolume volume) implements PopulationDecision {}

    /** Remove the DataVolume, and with it the second claim: it has done its work, or fills it with what is no longer asked for. */
    record RemovePrime(DataVolume volume) implements PopulationDecision {}

    /** Wait until somebody changes something. */
    record Hold(PopulationProblem problem) implements PopulationDecision {}

    /** Decides; the first rule that fits wins. */
    static PopulationDecision of(PopulationScope scope) {
        if (scope.claim().getMetadata().getDeletionTimestamp() != null
                || scope.prime()
                        .filter(volume -> volume.getMetadata().getDeletionTimestamp() != null)
                        .isPresent()) {
            return new Rest();
        }
        if (UsedClaim.isBound(scope.claim())) {
            return scope.prime().<PopulationDecision>map(RemovePrime::new).orElseGet(Rest::new);
        }
        boolean taken = scope.claim().getSpec().getVolumeName() != null
                && !scope.claim().getSpec().getVolumeName().isEmpty();
        if (taken) {
            return new Rest();
        }
        if (scope.prime().isPresent()) {
            return filling(scope, scope.prime().get());
        }
        return switch (scope.source()) {
            case NamedSource.Unknown unknown -> new Hold(unknown.problem());
            case NamedSource.Known known ->
                scope.waitsForConsumer() ? new Rest() : new MakePrime(PrimeVolume.of(scope.claim(), known));
        };
    }

    private static PopulationDecision filling(PopulationScope scope, DataVolume prime) {
        if (scope.isFilled()) {
            return scope.volume()
                    .filter(volume -> belongsTo(volume, scope.primeClaim()))
                    .<PopulationDecision>map(Rebind::new)
                    .orElseGet(Rest::new);
        }
        boolean other = scope.source() instanceof NamedSource.Known known
                && !known.uid().equals(Copies.annotations(prime).get(PopulationNames.SOURCE));
        return other ? new RemovePrime(prime) : new Rest();
    }

    private static boolean belongsTo(PersistentVolume volume, Optional<PersistentVolumeClaim> claim) {
        String owner = Optional.ofNullable(volume.getSpec().getClaimRef())
                .map(ObjectReference::getUid)
                .orElse("");
        return claim.filter(found -> owner.equals(found.getMetadata().getUid())).isPresent();
    }
}
