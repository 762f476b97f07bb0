package dev.slipway.standalone.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.libvirt.LibvirtImport;
import dev.slipway.machine.libvirt.NotCarried;
import dev.slipway.standalone.client.Client.Failed;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code import-xml FILE [--apply] [--namespace NAMESPACE]}: what {@code virsh dumpxml} printed as a VirtualMachine.
 *
 * @param file the description; {@code -} is standard input
 * @param apply whether the machine is made, instead of printed
 * @param namespace where; empty for {@code default}
 */
record ImportXml(String file, boolean apply, String namespace) {
    private static final String USAGE =
            "import-xml needs FILE, what virsh dumpxml printed, and takes --apply and --namespace NAME";

    static ImportXml parse(List<String> words) throws Failed {
        String file = "";
        boolean apply = false;
        String namespace = "";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--apply")) {
                apply = true;
            } else if (word.equals("--namespace") && i + 1 < words.size()) {
                i++;
                namespace = words.get(i);
            } else if (file.isEmpty() && (word.equals("-") || !word.startsWith("-"))) {
                file = word;
            } else {
                throw new Failed(USAGE);
            }
        }
        if (file.isEmpty()) {
            throw new Failed(USAGE);
        }
        return new ImportXml(file, apply, namespace);
    }

    /** Prints the machine to {@code out} and what was not carried over to {@code report}; returns the machine. */
    ObjectNode read(PrintStream out, PrintStream report) throws Failed, IOException {
        return switch (LibvirtImport.of(text())) {
            case LibvirtImport.Unreadable(String sentence) -> throw new Failed(file + ": " + sentence);
            case LibvirtImport.Imported(ObjectNode machine, List<NotCarried> lost) -> {
                if (!namespace.isEmpty()) {
                    machine.withObjectProperty("metadata").put("namespace", namespace);
                }
                if (!apply) {
                    out.print(Serialization.asYaml(machine));
                }
                if (!lost.isEmpty()) {
                    report.println("Not carried over, or otherwise:");
                    lost.forEach(what -> report.println("  " + what.line()));
                }
                yield machine;
            }
        };
    }

    /** Makes the machine. */
    void apply(KubernetesClient client, ObjectNode machine, PrintStream report) {
        String where = Optional.of(namespace).filter(name -> !name.isEmpty()).orElse("default");
        var made = client.resource(machine.toString()).inNamespace(where).create();
        report.println("Machine " + where + "/" + made.getMetadata().getName()
                + " is made and halted; start it when its disks are there.");
    }

    private String text() throws Failed, IOException {
        if (file.equals("-")) {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new Failed(file + " cannot be read; name a file that virsh dumpxml MACHINE has written.");
        }
        return Files.readString(path);
    }
}
