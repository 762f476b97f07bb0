package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.Pulse;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MachineIndexTest {
    private static final ObjectKey WEB = new ObjectKey("shop", "web");

    private final ClusterMirror mirror = new ClusterMirror();
    private final Pulse pulse = new Pulse();
    private final MachineIndex index = new MachineIndex(mirror, pulse);

    @BeforeEach
    void follow() {
        index.follow();
    }

    @Test
    void machine_that_comes_changes_and_goes_is_three_changes() {
        mirror.machines().put(machine("web", "Stopped"));
        mirror.machines().put(machine("web", "Running"));
        mirror.machines().remove(machine("web", "Running"));

        assertThat(index.since(0).orElseThrow())
                .satisfiesExactly(
                        come -> assertThat(come.before()).isEmpty(),
                        change -> assertThat(
                                        change.after().orElseThrow().state().word())
                                .isEqualTo(StateWord.RUNNING),
                        gone -> assertThat(gone.after()).isEmpty());
        assertThat(index.since(2).orElseThrow()).hasSize(1);
        assertThat(index.find(WEB)).isEmpty();
    }

    @Test
    void change_that_rows_do_not_show_is_no_change_but_wakes_the_pages() {
        mirror.machines().put(machine("web", "Stopped"));
        long beats = pulse.count();
        mirror.machines().put(machine("web", "Stopped"));

        assertThat(index.version()).isEqualTo(1);
        assertThat(pulse.count()).isGreaterThan(beats);
    }

    @Test
    void disk_that_grows_changes_the_row_of_its_machine() {
        mirror.machines().put(machine("web", "Stopped"));
        mirror.claims().put(claim("10Gi"));

        assertThat(index.find(WEB).orElseThrow().diskBytes()).isEqualTo(10L << 30);
        assertThat(index.users(new ObjectKey("shop", "web-root"))).containsExactly(WEB);

        mirror.machines().remove(machine("web", "Stopped"));
        assertThat(index.users(new ObjectKey("shop", "web-root"))).isEmpty();
    }

    @Test
    void instance_uses_what_was_plugged_into_it_until_it_is_gone() {
        ObjectKey plugged = new ObjectKey("shop", "plugged");
        mirror.machines().put(machine("web", "Running"));
        mirror.instances().put(instance("web"));
        assertThat(index.users(plugged)).containsExactly(WEB);
        assertThat(index.users(new ObjectKey("shop", "web-root"))).containsExactly(WEB);

        mirror.instances().remove(instance("web"));
        assertThat(index.users(plugged)).isEmpty();
        assertThat(index.users(new ObjectKey("shop", "web-root"))).containsExactly(WEB);
    }

    @Test
    void versions_of_another_life_of_the_portal_are_stale() {
        mirror.machines().put(machine("web", "Stopped"));

        assertThat(index.since(1_000)).isEmpty();
    }

    @Test
    void changes_far_back_are_forgotten() {
        VirtualMachine stopped = machine("web", "Stopped");
        VirtualMachine running = machine("web", "Running");
        for (int round = 0; round < 9_000; round++) {
            mirror.machines().put(round % 2 == 0 ? stopped : running);
        }

        assertThat(index.since(0)).isEmpty();
        assertThat(index.since(8_990).orElseThrow()).hasSize(10);
    }

    @Test
    void new_machine_appears_in_the_order() throws InterruptedException {
        mirror.machines().put(machine("web", "Stopped"));
        assertThat(index.ordered(MachineOrder.BY_NAME)).hasSize(1);
        mirror.machines().put(machine("api", "Stopped"));
        Thread.sleep(150); // orders may be a tenth of a second old

        assertThat(index.ordered(MachineOrder.BY_NAME))
                .extracting(row -> row.key().name())
                .containsExactly("api", "web");
    }

    @Test
    void running_machines_hold_processors_and_memory_until_they_stop() {
        mirror.machines().put(machine("web", "Running"));
        mirror.machines().put(machine("api", "Running"));
        mirror.machines().put(machine("old", "Stopped"));
        assertThat(index.given()).isEqualTo(new MachineIndex.Given(6, 8L << 30));

        mirror.machines().put(machine("web", "Stopped"));
        mirror.machines().remove(machine("old", "Stopped"));
        assertThat(index.given()).isEqualTo(new MachineIndex.Given(3, 4L << 30));
    }

    @Test
    void page_that_was_asked_for_before_shows_what_changed_since() throws InterruptedException {
        Listings listings = new Listings(index);
        ListRequest running = ListRequest.parse("view=running");
        mirror.machines().put(machine("web", "Running"));
        assertThat(listings.of(new Visible.Everything(), running, MachineQuery.parse(""))
                        .rows())
                .hasSize(1);
        assertThat(listings.of(new Visible.Only(Set.of("lab")), running, MachineQuery.parse(""))
                        .rows())
                .isEmpty();

        mirror.machines().put(machine("web", "Stopped"));
        Thread.sleep(150); // orders may be a tenth of a second old
        assertThat(listings.of(new Visible.Everything(), running, MachineQuery.parse(""))
                        .rows())
                .isEmpty();
    }

    private static VirtualMachine machine(String name, String status) {
        return Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %s, namespace: shop, uid: u-%s}
                spec: {template: {spec: {domain: {devices: {}, cpu: {cores: 3}, memory: {guest: 4Gi}}, volumes: [{name: root, persistentVolumeClaim: {claimName: web-root}}]}}}
                status: {printableStatus: %s}
                """.formatted(name, name, status), VirtualMachine.class);
    }

    private static VirtualMachineInstance instance(String name) {
        return Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: %s, namespace: shop, uid: i-%s}
                spec: {domain: {devices: {}}, volumes: [{name: more, dataVolume: {name: plugged, hotpluggable: true}}]}
                """.formatted(name, name), VirtualMachineInstance.class);
    }

    private static PersistentVolumeClaim claim(String size) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: web-root, namespace: shop}
                spec: {resources: {requests: {storage: %s}}}
                """.formatted(size), PersistentVolumeClaim.class);
    }
}
