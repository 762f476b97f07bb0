package dev.slipway.machine.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.oracle.Virsh;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * libvirt itself reads what is written for machines that came from it: by its schema, and by its translation into QEMU's
 * arguments.
 */
class LibvirtOracleTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> libvirt_takes_the_description_of_an_instance() throws IOException, URISyntaxException {
        Virsh virsh = Virsh.in(folder);
        return LibvirtImportTest.descriptions().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    JsonNode machine = ((LibvirtImport.Imported) LibvirtImport.of(Files.readString(file))).machine();
                    String xml = LibvirtDomain.of(Completed.instance(machine))
                            .replaceFirst("type='kvm'", "type='qemu'")
                            .replaceFirst("mode='host-(model|passthrough)'", "mode='maximum'");
                    List<Path> written = List.of(Files.writeString(folder.resolve(file.getFileName()), xml));
                    assertThat(virsh.validate(written)).contains("validates");
                    String arguments = virsh.arguments(written).getFirst();
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
}
