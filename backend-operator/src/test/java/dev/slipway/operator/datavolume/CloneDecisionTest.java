package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.operator.datavolume.DataVolumeDecision.AddFinalizer;
import dev.slipway.operator.datavolume.DataVolumeDecision.CleanUp;
import dev.slipway.operator.datavolume.DataVolumeDecision.Fail;
import dev.slipway.operator.datavolume.DataVolumeDecision.Hold;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakeClaim;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakePod;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakeSourcePod;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloneDecisionTest {
    private static final ImporterSettings SETTINGS = ImporterSettings.of("slipway.dev/importer:test");
    private static final ObjectKey HERE = new ObjectKey("shop", "golden");
    private static final ObjectKey THERE = new ObjectKey("images", "golden");

    @Test
    void a_missing_source_is_waited_for() {
        CloneSource missing = new CloneSource(HERE, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        assertThat(decide(clone("shop"), Optional.empty(), missing))
                .isEqualTo(new Hold(new CloneProblem.CloneWithoutSource(HERE)));
    }

    @Test
    void how_it_is_made_is_noted_before_the_claim() {
        DataVolume fresh = clone("shop");
        fresh.getMetadata().setAnnotations(Map.of());
        assertThat(decide(fresh, Optional.empty(), source(HERE)))
                .isInstanceOfSatisfying(
                        DataVolumeDecision.Mark.class,
                        mark -> assertThat(mark.annotations())
                                .containsEntry("cdi.kubevirt.io/storage.usePopulator", "false")
                                .containsEntry("cdi.kubevirt.io/cloneType", "copy"));
    }

    @Test
    void first_comes_the_claim() {
        assertThat(decide(clone("shop"), Optional.empty(), source(HERE))).isInstanceOf(MakeClaim.class);
    }

    @Test
    void a_source_that_nobody_uses_is_cloned() {
        assertThat(decide(clone("shop"), bound(), source(HERE))).isInstanceOf(MakePod.class);
    }

    @Test
    void a_source_in_use_is_waited_for() {
        CloneSource used = new CloneSource(
                HERE, source(HERE).claim(), Optional.empty(), List.of(named("virt-launcher-a")), Optional.empty());
        assertThat(decide(clone("shop"), bound(), used))
                .isEqualTo(new Hold(new CloneProblem.CloneSourceInUse(HERE, "virt-launcher-a")));
    }

    @Test
    void a_source_that_is_being_filled_is_waited_for() {
        DataVolume filling = Samples.withStatus(Samples.from(Samples.HTTP), "phase: ImportInProgress");
        CloneSource source = new CloneSource(
                HERE, source(HERE).claim(), Optional.of(filling), List.of(named("importer-golden")), Optional.empty());
        assertThat(decide(clone("shop"), bound(), source))
                .isEqualTo(new Hold(new CloneProblem.CloneSourceNotFilled(HERE, Optional.empty())));
    }

    @Test
    void a_clone_smaller_than_its_source_fails_with_both_sizes() {
        DataVolume small = Samples.volume(
                "{pvc: {namespace: shop, name: golden}}", "storage: {resources: {requests: {storage: 32Mi}}}");
        assertThat(decide(small, Optional.empty(), source(HERE)))
                .isEqualTo(new Fail(new CloneProblem.CloneTooSmall(HERE, 67_108_864, 33_554_432)));
    }

    @Test
    void a_clone_from_afar_promises_to_clean_up_before_it_makes_anything_there() {
        assertThat(decide(clone("images"), bound(), source(THERE))).isInstanceOf(AddFinalizer.class);
        assertThat(decide(promised(), bound(), source(THERE))).isEqualTo(new MakeSourcePod(source(THERE)));
        assertThat(decide(promised(), bound(), served("{phase: Pending}"))).isInstanceOf(Hold.class);
        assertThat(decide(promised(), bound(), served("{phase: Running, conditions: [{type: Ready, status: 'True'}]}")))
                .isInstanceOf(MakePod.class);
    }

    @Test
    void a_clone_from_afar_that_is_over_cleans_up() {
        assertThat(decide(Samples.withStatus(promised(), "phase: Succeeded"), bound(), source(THERE)))
                .isInstanceOf(CleanUp.class);
        assertThat(decide(Samples.withStatus(promised(), "phase: Failed"), bound(), source(THERE)))
                .isInstanceOf(CleanUp.class);
        DataVolume going = promised();
        going.getMetadata().setDeletionTimestamp("2026-11-24T12:00:00Z");
        assertThat(decide(going, bound(), source(THERE))).isInstanceOf(CleanUp.class);
    }

    @Test
    void a_reference_to_a_missing_source_is_waited_for() {
        DataVolume volume = Serialization.unmarshal("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: root
                  namespace: shop
                  uid: dv-uid
                  annotations: {cdi.kubevirt.io/storage.usePopulator: "false", cdi.kubevirt.io/cloneType: copy}
                spec: {sourceRef: {kind: DataSource, name: debian}, storage: {}}
                """, DataVolume.class);
        DataVolumeDecision decision =
                DataVolumeDecision.of(Samples.scope(volume, Optional.empty(), Optional.empty()), SETTINGS);
        assertThat(decision).isInstanceOf(Hold.class);
        assertThat(((Hold) decision).problem().message()).contains("DataSource shop/debian does not exist");
    }

    @Test
    void what_a_clone_began_with_is_what_it_ends_with() {
        DataVolume volume = Serialization.unmarshal("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: root
                  namespace: shop
                  uid: dv-uid
                  annotations: {cdi.kubevirt.io/storage.usePopulator: "false", cdi.kubevirt.io/cloneType: copy}
                spec: {sourceRef: {kind: DataSource, name: gone}, storage: {}}
                """, DataVolume.class);
        PersistentVolumeClaim claim = Samples.claim("Bound", "dv-uid");
        claim.getMetadata().setAnnotations(Map.of("k8s.io/CloneRequest", "images/golden"));
        assertThat(Origin.of(volume, Optional.of(claim), _ -> Optional.empty()))
                .isEqualTo(new Origin.Known(new Filling.Clone(THERE)));
    }

    private static DataVolumeDecision decide(
            DataVolume volume, Optional<PersistentVolumeClaim> claim, CloneSource source) {
        return DataVolumeDecision.of(Samples.scope(volume, claim, Optional.empty(), Optional.of(source)), SETTINGS);
    }

    @Test
    void a_clone_from_where_its_writer_had_no_right_fails() {
        DataVolume volume = clone("images");
        volume.getMetadata().setAnnotations(Map.of("slipway.dev/clone-source-namespaces", "imagesx,shop"));
        assertThat(decide(volume, Optional.empty(), source(THERE)))
                .isEqualTo(new Fail(new CloneProblem.CloneNotAllowed(THERE)));
    }

    private static DataVolume clone(String namespace) {
        DataVolume volume = unmarked(namespace);
        volume.getMetadata().getAnnotations().put("slipway.dev/clone-source-namespaces", "golden,images");
        return volume;
    }

    private static DataVolume unmarked(String namespace) {
        return Samples.volume("{pvc: {namespace: " + namespace + ", name: golden}}", "storage: {}");
    }

    private static DataVolume promised() {
        DataVolume volume = clone("images");
        volume.getMetadata().setFinalizers(List.of("cdi.kubevirt.io/dataVolumeFinalizer"));
        return volume;
    }

    private static Optional<PersistentVolumeClaim> bound() {
        return Optional.of(Samples.claim("Bound", "dv-uid"));
    }

    private static CloneSource source(ObjectKey key) {
        return source(key, Optional.empty());
    }

    private static CloneSource served(String status) {
        Pod pod = Serialization.unmarshal(
                "---\n{apiVersion: v1, kind: Pod, metadata: {name: server, namespace: images}, status: " + status + "}",
                Pod.class);
        return source(THERE, Optional.of(pod));
    }

    private static CloneSource source(ObjectKey key, Optional<Pod> server) {
        PersistentVolumeClaim claim = Samples.claim("Bound", "other");
        claim.getSpec()
                .setResources(new VolumeResourceRequirementsBuilder()
                        .addToRequests("storage", new Quantity("71135396"))
                        .build());
        return new CloneSource(key, Optional.of(claim), Optional.empty(), List.of(), server);
    }

    private static Pod named(String name) {
        Pod pod = Samples.pod("Running", "{running: {}}");
        pod.getMetadata().setName(name);
        return pod;
    }
}
