package dev.slipway.machine.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Descriptions in {@code libvirt/} become what stands beside them; {@code -Dslipway.golden=write} writes it anew. */
class LibvirtImportTest {
    static List<Path> descriptions() throws IOException, URISyntaxException {
        Path folder = Path.of(LibvirtImportTest.class.getResource("/libvirt").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".xml"))
                    .sorted()
                    .toList();
        }
    }

    private static LibvirtImport.Imported imported(String xml) {
        LibvirtImport result = LibvirtImport.of(xml);
        assertThat(result).isInstanceOf(LibvirtImport.Imported.class);
        return (LibvirtImport.Imported) result;
    }

    @TestFactory
    Stream<DynamicTest> description_becomes_the_machine_and_report_beside_it() throws IOException, URISyntaxException {
        return descriptions().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    LibvirtImport.Imported result = imported(Files.readString(file));
                    String text = Serialization.asYaml(result.machine())
                            + result.notCarried().stream()
                                    .map(lost -> "# " + lost.line() + "\n")
                                    .collect(Collectors.joining());
                    String name = file.getFileName().toString().replace(".xml", ".yaml");
                    if (System.getProperty("slipway.golden", "").equals("write")) {
                        Files.writeString(Path.of("src/test/resources/libvirt").resolve(name), text);
                    } else {
                        assertThat(text).isEqualTo(Files.readString(file.resolveSibling(name)));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> machine_is_accepted_and_its_description_says_the_same() throws IOException, URISyntaxException {
        return descriptions().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    ObjectNode first = imported(Files.readString(file)).machine();
                    Completed.machine(first);
                    JsonNode instance = Completed.instance(first);
                    LibvirtImport.Imported again = imported(LibvirtDomain.of(instance));
                    JsonNode second = Completed.instance(again.machine());
                    assertThat(second.path("spec")).isEqualTo(instance.path("spec"));
                    assertThat(again.notCarried())
                            .extracting(NotCarried::path)
                            .isSubsetOf("name", "os/type/@machine", "devices/tpm", "os/nvram");
                }));
    }

    @Test
    void what_is_no_description_of_a_machine_is_told_in_a_sentence() {
        assertThat(sentence("hello")).startsWith("This is no XML in line 1");
        assertThat(sentence("<network><name>default</name></network>")).contains("<network>", "virsh dumpxml");
        assertThat(sentence("<domain type='lxc'/>")).contains("container");
        assertThat(sentence("<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain><name>&x;</name></domain>"))
                .doesNotContain("root:")
                .isNotEmpty();
        assertThat(sentence("<a>".repeat(100))).contains("deeper");
        assertThat(sentence(" ".repeat(1 << 20) + "<domain/>")).contains("longer than 1 MiB");
    }

    @Test
    void element_that_nobody_knows_is_in_the_report_with_its_path() {
        LibvirtImport.Imported result = imported("""
                <domain type='kvm'><name>a</name><memory>1048576</memory><vcpu>1</vcpu>
                  <blkiotune><weight>800</weight></blkiotune>
                  <devices><crypto model='virtio' type='qemu'/><disk type='file'><source file='/x'/>
                    <target dev='vda' bus='virtio'/><throttle group='g'/></disk></devices></domain>
                """);
        assertThat(result.notCarried())
                .extracting(NotCarried::path)
                .contains("blkiotune", "devices/crypto", "devices/disk/throttle");
        assertThat(result.machine()
                        .at("/spec/template/spec/volumes/0/persistentVolumeClaim/claimName")
                        .asText())
                .isEqualTo("a-vda");
    }

    @Test
    void machine_without_serial_line_gets_one_unless_slipway_said_that_it_has_none() {
        LibvirtImport.Imported foreign = imported("<domain type='kvm'><name>a</name><devices/></domain>");
        assertThat(foreign.machine().findPath("autoattachSerialConsole").isMissingNode())
                .isTrue();
        assertThat(foreign.notCarried()).extracting(NotCarried::path).contains("devices/serial");
        LibvirtImport.Imported ours = imported("""
                <domain type='kvm'><name>a</name>
                  <metadata><slipway:volumes xmlns:slipway='https://slipway.dev/libvirt/1'/></metadata><devices/></domain>
                """);
        assertThat(ours.machine().findPath("autoattachSerialConsole").asBoolean(true))
                .isFalse();
        assertThat(ours.notCarried()).extracting(NotCarried::path).doesNotContain("devices/serial");
    }

    private static String sentence(String xml) {
        return LibvirtImport.of(xml) instanceof LibvirtImport.Unreadable unreadable ? unreadable.sentence() : "";
    }
}
