package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.Wiring;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a guest finds its devices: nothing moves because something comes, goes, or is there from the start next time. */
final class PciStabilityTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(factory = FolderInTarget.class)
    Path folder;

    @Test
    void devices_stay_where_they_are_over_restarts_and_hotplug() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-system-x86_64")), "no QEMU here: install qemu-system-x86");
        GoldenCase like = GoldenCase.all().stream()
                .filter(test -> test.name().equals("every-device"))
                .findFirst()
                .orElseThrow();
        HostFacts host = like.host(Accelerator.TCG);
        LauncherVolume later = LauncherVolume.DiskImage.rawFile(image("later"));
        Map<String, String> first;
        Map<String, String> grown;
        try (PlannedQemu qemu = start(host, instance(false), Map.of("root", disk("root")), "first")) {
            first = await(qemu, "disk-root");
            VirtualMachineInstance withDisk = instance(true);
            Files.write(Path.of(image("later")), new byte[1 << 20]);
            HotplugDisk.Plan plan = HotplugDisk.in(withDisk, host, "later", later, OptionalInt.of(6));
            assertThat(plan).isInstanceOf(HotplugDisk.Plan.Commands.class);
            for (HotplugDisk.Command command : ((HotplugDisk.Plan.Commands) plan).commands()) {
                qemu.ask(command.execute(), command.arguments());
            }
            grown = await(qemu, "disk-later");
            qemu.quit();
        }
        assertThat(grown).containsAllEntriesOf(first).containsKey("disk-later");
        try (PlannedQemu qemu = start(host, instance(true), Map.of("root", disk("root"), "later", later), "second")) {
            // There may be a free port more
            assertThat(await(qemu, "disk-later")).containsAllEntriesOf(grown);
            qemu.quit();
        }
        try (PlannedQemu qemu = start(host, instance(false), Map.of("root", disk("root")), "third")) {
            assertThat(await(qemu, "disk-root")).isEqualTo(first);
            qemu.quit();
        }
    }

    private String image(String name) {
        return folder.resolve(name + ".img").toAbsolutePath().toString();
    }

    private LauncherVolume disk(String name) {
        return LauncherVolume.DiskImage.rawFile(image(name));
    }

    private PlannedQemu start(
            HostFacts host, VirtualMachineInstance instance, Map<String, LauncherVolume> volumes, String run)
            throws Exception {
        LauncherPaths paths = new LauncherPaths(volumes, Map.of());
        Translation translation = QemuCommand.of(instance, host, paths, wiring());
        assertThat(translation).isInstanceOf(Translation.Planned.class);
        return PlannedQemu.start(
                ((Translation.Planned) translation).plan(), paths, Files.createDirectory(folder.resolve(run)));
    }

    private static Wiring wiring() {
        return QemuStartTest.userMode(new Wiring(List.of(new NicWiring.UserMode(
                "default",
                "02:00:00:00:00:01",
                OptionalInt.empty(),
                "10.0.2.0/24",
                "guest",
                List.of(),
                List.of(),
                true))));
    }

    /** Lets the firmware number the buses, and waits until a device has its address. */
    private static Map<String, String> await(PlannedQemu qemu, String device) throws IOException, InterruptedException {
        qemu.ask("cont");
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        Map<String, String> found = addresses(qemu);
        while (!found.containsKey(device)) {
            assertThat(System.nanoTime())
                    .as("%s is not among %s", device, found)
                    .isLessThan(end);
            Thread.sleep(50);
            found = addresses(qemu);
        }
        return found;
    }

    /** Returns the address of each device as the guest sees it, by its id, or by what it is if the board brings it. */
    private static Map<String, String> addresses(PlannedQemu qemu) throws IOException {
        Map<String, String> addresses = new TreeMap<>();
        for (JsonNode bus : JSON.readTree(qemu.ask("query-pci")).path("return")) {
            addAll(bus.path("devices"), addresses);
        }
        return addresses;
    }

    private static void addAll(JsonNode devices, Map<String, String> addresses) {
        for (JsonNode device : devices) {
            String place = "%d:%d.%d"
                    .formatted(
                            device.path("bus").asInt(),
                            device.path("slot").asInt(),
                            device.path("function").asInt());
            String id = device.path("qdev_id").asText();
            addresses.put(id.isEmpty() ? "board " + device.at("/id/device").asInt() : id, place);
            addAll(device.path("pci_bridge").path("devices"), addresses);
        }
    }

    private static VirtualMachineInstance instance(boolean withLater) throws IOException {
        String disk = withLater ? ",{\"name\":\"later\",\"disk\":{\"bus\":\"virtio\"}}" : "";
        String volume = withLater ? ",{\"name\":\"later\",\"persistentVolumeClaim\":{\"claimName\":\"later\"}}" : "";
        JsonNode json = JSON.readTree("""
                {"metadata":{"name":"still","namespace":"default","uid":"0f1f2f3f-0000-4000-8000-000000000031"},
                 "spec":{"domain":{"memory":{"guest":"128Mi"},"devices":{"rng":{},"watchdog":{"name":"w","i6300esb":{}},
                   "interfaces":[{"name":"default","masquerade":{}}],
                   "disks":[{"name":"root","disk":{"bus":"virtio"}}%s]}},
                  "networks":[{"name":"default","pod":{}}],
                  "volumes":[{"name":"root","persistentVolumeClaim":{"claimName":"root"}}%s]}}
                """.formatted(disk, volume));
        return new KubernetesSerialization().convertValue(json, VirtualMachineInstance.class);
    }
}
