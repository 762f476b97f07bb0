package dev.slipway.portal.machines;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.References;
import dev.slipway.portal.live.Echo;
import dev.slipway.portal.live.Pulse;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of all machines, kept up to date with the mirrors, in every order that somebody asks for. */
@Startup
@Singleton
class MachineIndex {
    private static final int CHANGES_KEPT = 8192;
    private static final long REORDER_NANOS = 100_000_000;

    private final ClusterMirror mirror;
    private final Pulse pulse;
    private final Echo echo;
    private final Map<ObjectKey, MachineRow> rows = new ConcurrentHashMap<>();
    private final References claims = new References();
    private final List<Consumer<ObjectKey>> listeners = new CopyOnWriteArrayList<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Map<MachineOrder, Ordered> orders = new ConcurrentHashMap<>();
    private volatile long version;
    private volatile Given given = new Given(0, 0);

    /** A machine that came, changed or went. */
    record Change(long version, ObjectKey key, Optional<MachineRow> before, Optional<MachineRow> after) {}

    /** What running machines hold: virtual processors, and memory in bytes. */
    record Given(long cpus, long memoryBytes) {
        private Given plus(Optional<MachineRow> row, int sign) {
            return row.filter(MachineView.RUNNING::shows)
                    .map(running -> new Given(cpus + sign * running.cpus(), memoryBytes + sign * running.memoryBytes()))
                    .orElse(this);
        }
    }

    /** All rows in an order, as of a version. */
    record Ordered(List<MachineRow> rows, long version, long made) {}

    MachineIndex(ClusterMirror mirror, Pulse pulse) {
        this.mirror = mirror;
        this.pulse = pulse;
        this.echo = new Echo(pulse);
    }

    @PostConstruct
    void follow() {
        mirror.machines().listen(this::refresh);
        mirror.instances().listen(this::refresh);
        mirror.dataVolumes().listen(this::refreshUsers);
        mirror.claims().listen(this::refreshUsers);
    }

    /** Returns the row of a machine. */
    Optional<MachineRow> find(ObjectKey key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** Returns everything known of a machine. */
    Optional<MachineFacts> facts(ObjectKey key) {
        return mirror.machines().find(key).map(this::facts);
    }

    /** Returns which machines, and instances without a machine, use which claims. */
    References claims() {
        return claims;
    }

    /** Returns the machines, and instances without a machine, that use a claim. */
    Set<ObjectKey> users(ObjectKey claim) {
        return Set.copyOf(claims.to(claim));
    }

    /** Calls {@code listener} with the key of each machine whose row comes, changes or goes. */
    void listen(Consumer<ObjectKey> listener) {
        listeners.add(listener);
    }

    /** Returns the keys of all machines, in no order. */
    Set<ObjectKey> keys() {
        return Collections.unmodifiableSet(rows.keySet());
    }

    Collection<MachineRow> all() {
        return rows.values();
    }

    /** Returns what all running machines hold together. */
    Given given() {
        return given;
    }

    /** Returns the number of the last change. */
    long version() {
        return version;
    }

    /** Returns the changes after a version; empty if they are not remembered that far back. */
    synchronized Optional<List<Change>> since(long seen) {
        boolean forgotten = !changes.isEmpty() && changes.getFirst().version > seen + 1;
        if (forgotten || seen > version) {
            return Optional.empty();
        }
        List<Change> fresh = new ArrayList<>();
        for (var latest = changes.descendingIterator(); latest.hasNext(); ) {
            Change change = latest.next();
            if (change.version <= seen) {
                break;
            }
            fresh.add(change);
        }
        return Optional.of(fresh.reversed());
    }

    /** Returns all rows in an order; under many changes the order may be a tenth of a second old. */
    List<MachineRow> ordered(MachineOrder order) {
        return inOrder(order).rows();
    }

    /** Returns all rows in an order, and the version that they are of. */
    Ordered inOrder(MachineOrder order) {
        Ordered known = orders.get(order);
        long now = System.nanoTime();
        if (known != null && known.version == version) {
            return known;
        }
        if (known != null && now - known.made < REORDER_NANOS) {
            echo.in(known.made + REORDER_NANOS - now);
            return known;
        }
        long before = version;
        MachineRow[] sorted = rows.values().toArray(MachineRow[]::new);
        Arrays.sort(sorted, order.comparator());
        Ordered fresh = new Ordered(Collections.unmodifiableList(Arrays.asList(sorted)), before, System.nanoTime());
        orders.put(order, fresh);
        return fresh;
    }

    private void refreshUsers(ObjectKey claim) {
        claims.to(claim).forEach(this::refresh);
    }

    private void refresh(ObjectKey key) {
        claims.put(
                key, () -> used(mirror.machines().find(key), mirror.instances().find(key)));
        boolean changed;
        synchronized (this) {
            Optional<VirtualMachine> vm = mirror.machines().find(key);
            Optional<MachineRow> after = vm.map(this::facts).map(MachineRow::of);
            Optional<MachineRow> before =
                    Optional.ofNullable(after.isPresent() ? rows.put(key, after.get()) : rows.remove(key));
            changed = !before.equals(after);
            if (changed) {
                given = given.plus(before, -1).plus(after, 1);
                version++;
                changes.addLast(new Change(version, key, before, after));
                if (changes.size() > CHANGES_KEPT) {
                    changes.removeFirst();
                }
            }
        }
        if (changed) {
            listeners.forEach(listener -> listener.accept(key));
        }
        // a change that rows do not show may still show on the page of the machine
        pulse.beat();
    }

    private static Set<ObjectKey> used(Optional<VirtualMachine> vm, Optional<VirtualMachineInstance> instance) {
        return Stream.concat(vm.map(UsedClaims::of).stream(), instance.map(UsedClaims::of).stream())
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    private MachineFacts facts(VirtualMachine vm) {
        Set<ObjectKey> claims = claims(vm);
        return new MachineFacts(
                vm,
                mirror.instances().find(ObjectKey.of(vm)),
                claims.stream()
                        .sorted(BY_NAME)
                        .flatMap(claim -> mirror.dataVolumes().find(claim).stream())
                        .toList(),
                claims.stream()
                        .sorted(BY_NAME)
                        .flatMap(claim -> mirror.claims().find(claim).stream())
                        .toList());
    }

    private static final java.util.Comparator<ObjectKey> BY_NAME = java.util.Comparator.comparing(ObjectKey::name);

    private static Set<ObjectKey> claims(VirtualMachine vm) {
        String namespace = vm.getMetadata().getNamespace();
        List<Volume> volumes = Optional.ofNullable(vm.getSpec())
                .map(spec -> spec.template())
                .map(template -> template.spec())
                .map(VirtualMachineInstanceSpec::volumes)
                .orElse(List.of());
        return volumes.stream()
                .flatMap(volume -> MachineFacts.claimName(volume).stream())
                .map(name -> new ObjectKey(namespace, name))
                .collect(Collectors.toUnmodifiableSet());
    }
}
