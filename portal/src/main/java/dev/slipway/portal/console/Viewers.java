package dev.slipway.portal.console;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.Pulse;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Who has the console page of which machine open. */
@Singleton
public class Viewers {
    private final Map<ObjectKey, Map<Long, Viewer>> viewers = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final Pulse pulse;

    Viewers(Pulse pulse) {
        this.pulse = pulse;
    }

    /** Somebody who looks. */
    public record Viewer(String user, Instant since) {}

    /** Remembers somebody; returns the number under which they leave. */
    long enter(ObjectKey machine, String user) {
        long number = last.incrementAndGet();
        viewers.computeIfAbsent(machine, _ -> new ConcurrentHashMap<>()).put(number, new Viewer(user, Instant.now()));
        pulse.beat();
        return number;
    }

    void leave(ObjectKey machine, long number) {
        viewers.computeIfPresent(machine, (_, present) -> {
            present.remove(number);
            return present.isEmpty() ? null : present;
        });
        pulse.beat();
    }

    /** Returns who looks at a machine, who came first in front. */
    List<Viewer> of(ObjectKey machine) {
        return viewers.getOrDefault(machine, Map.of()).values().stream()
                .sorted(Comparator.comparing(Viewer::since))
                .toList();
    }
}
