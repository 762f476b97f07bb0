package dev.slipway.standalone.recorded;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Answers that are not KubeVirt's on purpose.
 *
 * @param reason why, one sentence
 * @param isMeant which cases
 */
record Deliberate<T>(String reason, Predicate<T> isMeant) {
    static <T> Optional<String> reason(List<Deliberate<T>> list, T one) {
        return list.stream()
                .filter(deliberate -> deliberate.isMeant.test(one))
                .map(Deliberate::reason)
                .findFirst();
    }
}
