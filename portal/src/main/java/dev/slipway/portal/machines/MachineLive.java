package dev.slipway.portal.machines;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.EventsByObject;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.tasks.Tasks;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** State, actions, health, facts and activity on the page of a machine. */
@Singleton
class MachineLive implements LivePart {
    private static final Set<String> KINDS = Set.of("VirtualMachine", "VirtualMachineInstance", "DataVolume");

    private final MachinePages pages;
    private final MachineBodies bodies;
    private final ClusterMirror mirror;
    private final Tasks tasks;
    private final Pulse pulse;

    MachineLive(MachinePages pages, MachineBodies bodies, ClusterMirror mirror, Tasks tasks, Pulse pulse) {
        this.pages = pages;
        this.bodies = bodies;
        this.mirror = mirror;
        this.tasks = tasks;
        this.pulse = pulse;
    }

    @PostConstruct
    void follow() {
        mirror.events().listen(about -> {
            if (KINDS.contains(about.kind())) {
                pulse.beat();
            }
        });
        mirror.snapshots().listen(_ -> pulse.beat());
        mirror.restores().listen(_ -> pulse.beat());
        mirror.clones().listen(_ -> pulse.beat());
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String machine = wanted.getFirst("machine");
        String[] parts = machine == null ? new String[0] : machine.split("/", -1);
        String tab = wanted.getFirst("tab");
        return parts.length == 2
                ? Optional.of(new View(visit, new ObjectKey(parts[0], parts[1]), tab == null ? "" : tab))
                : Optional.empty();
    }

    private final class View implements LiveView {
        private final Visit visit;
        private final ObjectKey key;
        private final String tab;
        private String told = "";

        View(Visit visit, ObjectKey key, String tab) {
            this.visit = visit;
            this.key = key;
            this.tab = tab;
        }

        @Override
        public Update next() {
            Optional<MachineFacts> facts = pages.find(visit, key);
            String now = facts.map(this::print).orElse("gone");
            if (now.equals(told)) {
                return Update.NOTHING;
            }
            told = now;
            return facts.map(found -> Update.of(fragments(found))).orElse(Update.STALE);
        }

        /** Returns a text that changes whenever the page would look different. */
        private String print(MachineFacts facts) {
            Stream<HasMetadata> objects = Stream.of(
                            Stream.of(facts.vm()),
                            facts.instance().stream(),
                            facts.dataVolumes().stream(),
                            facts.claims().stream())
                    .flatMap(stream -> stream.map(HasMetadata.class::cast));
            String versions = objects.map(object -> object.getMetadata().getResourceVersion())
                    .collect(Collectors.joining(" "));
            String events = Stream.of("VirtualMachine", "VirtualMachineInstance")
                    .flatMap(kind -> mirror.events().about(kind, key).stream().limit(1))
                    .map(event -> event.getMetadata().getName() + EventsByObject.time(event))
                    .collect(Collectors.joining(" "));
            String snapshots = tab.equals("snapshots")
                    ? Templates.snapshotRows(snapshots(facts)).render()
                    : "";
            return versions + events + snapshots + tasks.version() + pages.reachable();
        }

        private List<String> fragments(MachineFacts facts) {
            List<String> fragments = new ArrayList<>();
            MachineHead head = pages.head(visit, facts, tab);
            fragments.add(Templates.head(head).render());
            fragments.add(Templates.tabs(head).render());
            switch (tab) {
                case "" ->
                    fragments.add(Templates.body(bodies.body(visit, facts)).render());
                case "disks" ->
                    fragments.add(Templates.diskRows(DiskTab.of(facts, pages.noChange(visit, facts)))
                            .render());
                case "network" ->
                    fragments.add(Templates.nicRows(NicTab.of(facts, visit.csrf(), pages.noChange(visit, facts)))
                            .render());
                case "snapshots" ->
                    fragments.add(Templates.snapshotRows(snapshots(facts)).render());
                default -> {}
            }
            return fragments;
        }

        private SnapshotTab snapshots(MachineFacts facts) {
            return SnapshotTab.of(facts, mirror, pages.snapshotRights(visit, facts), visit.csrf(), Instant.EPOCH);
        }
    }
}
