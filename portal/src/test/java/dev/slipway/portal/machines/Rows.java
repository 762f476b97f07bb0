package dev.slipway.portal.machines;

import dev.slipway.portal.cluster.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes rows for tests. */
final class Rows {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final ObjectKey key;
    private StateWord state = StateWord.STOPPED;
    private String node = "";
    private String address = "";
    private long cpus = 1;
    private long memory = 1L << 30;
    private long disk;
    private Duration age = Duration.ofDays(1);
    private Map<String, String> labels = Map.of();
    private OperatingSystem os = new OperatingSystem("machine", "");

    private Rows(ObjectKey key) {
        this.key = key;
    }

    static Rows row(String namespace, String name) {
        return new Rows(new ObjectKey(namespace, name));
    }

    Rows state(StateWord word) {
        state = word;
        return this;
    }

    Rows node(String name) {
        node = name;
        return this;
    }

    Rows address(String ip) {
        address = ip;
        return this;
    }

    Rows cpus(long number) {
        cpus = number;
        return this;
    }

    Rows memory(long bytes) {
        memory = bytes;
        return this;
    }

    Rows disk(long bytes) {
        disk = bytes;
        return this;
    }

    Rows age(Duration duration) {
        age = duration;
        return this;
    }

    Rows labels(Map<String, String> all) {
        labels = all;
        return this;
    }

    Rows os(String icon, String name) {
        os = new OperatingSystem(icon, name);
        return this;
    }

    MachineRow make() {
        StringBuilder words = new StringBuilder(
                key.name() + "\n" + key.namespace() + "\n" + os.name() + "\n" + node + "\n" + address);
        labels.forEach(
                (label, value) -> words.append('\n').append(label).append('=').append(value));
        return new MachineRow(
                "vm-" + key.namespace() + "-" + key.name(),
                key,
                os,
                new MachineState(state, "", OptionalDouble.empty(), Optional.of(NOW.minus(age)), List.of()),
                node,
                address,
                cpus,
                memory,
                disk,
                NOW.minus(age),
                labels,
                words.toString().toLowerCase(Locale.ROOT));
    }
}
