package dev.slipway.machine.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * libvirt itself reads what is written for it: by its schema, and by its translation into QEMU's arguments, which it does
 * without a daemon ({@code qemu:///embed}).
 */
class LibvirtOracleTest {
    /**
     * A world of its own with root: libvirt makes tap devices to translate, and wants a user that only the package of its service
     * makes.
     */
    private static final String WORLD =
            "mount --bind \"$0/passwd\" /etc/passwd && mount --bind \"$0/group\" /etc/group && exec \"$@\"";

    private static final String USER = "libvirt-qemu";

    private static final Path DRIVER =
            Path.of("/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> libvirt_takes_the_description_of_an_instance() throws IOException, URISyntaxException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/virsh"))
                        && Files.exists(DRIVER)
                        && Files.isExecutable(Path.of("/usr/bin/xmllint")),
                "no libvirt here: install libvirt-clients, libvirt-daemon-driver-qemu and libxml2-utils");
        populate();
        assumeTrue(
                run("true").isEmpty(), () -> "this user may make no namespaces, which the test needs: run it as root");
        return LibvirtImportTest.descriptions().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    JsonNode machine = ((LibvirtImport.Imported) LibvirtImport.of(Files.readString(file))).machine();
                    String xml = LibvirtDomain.of(Completed.instance(machine))
                            .replaceFirst("type='kvm'", "type='qemu'")
                            .replaceFirst("mode='host-(model|passthrough)'", "mode='maximum'");
                    Path written = Files.writeString(folder.resolve(file.getFileName()), xml);
                    assertThat(run("virt-xml-validate", written.toString(), "domain"))
                            .contains("validates");
                    // Without swtpm_setup on its path libvirt has no TPM to give
                    Files.writeString(written, xml.replaceFirst("(?s)<tpm .*?</tpm>", ""));
                    Path root = Files.createDirectories(folder.resolve("root/etc"));
                    Files.writeString(root.resolve("qemu.conf"), "user = \"root\"\ngroup = \"root\"\n");
                    String arguments = run(
                            "virsh",
                            "-q",
                            "-c",
                            "qemu:///embed?root=" + folder.resolve("root"),
                            "domxml-to-native",
                            "qemu-argv",
                            written.toString());
                    assertThat(arguments)
                            .contains("/usr/bin/qemu-system-x86_64", " -smp ")
                            .doesNotContain("error:");
                    long processors = machine.at("/spec/template/spec/domain/cpu/sockets")
                                    .asLong()
                            * machine.at("/spec/template/spec/domain/cpu/cores").asLong();
                    assertThat(arguments).contains("-smp " + processors + ",");
                    for (JsonNode disk : machine.at("/spec/template/spec/domain/devices/disks")) {
                        assertThat(arguments)
                                .contains("\"id\":\"ua-" + disk.path("name").asText() + "\"");
                    }
                }));
    }

    /** Adds libvirt's user to those of the system, in copies. */
    private void populate() throws IOException {
        Files.writeString(
                folder.resolve("passwd"),
                Files.readString(Path.of("/etc/passwd")) + USER + ":x:64055:64055::/:/usr/sbin/nologin\n");
        Files.writeString(folder.resolve("group"), Files.readString(Path.of("/etc/group")) + USER + ":x:64055:\n");
    }

    private String run(String... words) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--net"));
        if (!System.getProperty("user.name").equals("root")) {
            command.add("--map-root-user");
        }
        command.addAll(List.of("--", "sh", "-c", WORLD, folder.toString()));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
