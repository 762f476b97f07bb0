package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ObjectKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MachineYamlTest {
    private static final ObjectKey WEB = new ObjectKey("shop", "web");
    private static final String TEXT = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata:
              name: web
              namespace: shop
            spec:
              runStrategy: Always
              template:
                spec:
                  domain:
                    cpu:
                      cores: 2
                  volumes:
                  - name: seed
                    cloudInitNoCloud:
                      userData: |
                        #cloud-config
                        hostname: web
            """;

    @Test
    void text_reads_and_writes_back_the_same() {
        assertThat(MachineYaml.write(machine(TEXT))).isEqualTo(TEXT);
    }

    @Test
    void what_the_cluster_keeps_for_itself_is_left_out() {
        ObjectNode object = machine(TEXT);
        object.putObject("status").put("ready", true);
        object.withObject("/metadata")
                .put("resourceVersion", "7")
                .put("uid", "u")
                .putArray("managedFields");

        assertThat(MachineYaml.write(MachineYaml.editable(object))).isEqualTo(TEXT);
    }

    @Test
    void broken_yaml_is_told_with_its_place() {
        assertThat(wrong(TEXT.replace("  runStrategy", "   runStrategy: x\n  runStrategy")))
                .startsWith("This is not YAML in line 8, column 3:");
        assertThat(wrong("spec: [")).contains("line 1");
        assertThat(wrong("- a")).contains("not an object");
        assertThat(wrong("")).contains("not an object");
        assertThat(wrong(TEXT + "spec: {}\n")).contains("duplicate");
    }

    @Test
    void name_project_and_kind_cannot_be_changed() {
        assertThat(wrong(TEXT.replace("name: web\n  names", "name: ../web\n  names")))
                .isEqualTo("metadata.name is \"../web\", but it cannot be changed here: put back \"web\".");
        assertThat(wrong(TEXT.replace("namespace: shop", "namespace: lab"))).contains("metadata.namespace is \"lab\"");
        assertThat(wrong(TEXT.replace("kind: VirtualMachine", "kind: Pod"))).contains("kind is \"Pod\"");
        assertThat(wrong(TEXT.substring(0, TEXT.indexOf("spec:")))).startsWith("spec is missing");
    }

    @Test
    void bombs_of_aliases_and_depth_are_refused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int level = 1; level < 30; level++) {
            laughs.append("a%d: &a%d [*a%d,*a%d,*a%d]\n".formatted(level, level, level - 1, level - 1, level - 1));
        }
        assertThat(wrong(laughs.toString())).startsWith("This is not YAML");
        assertThat(wrong("[".repeat(100_000))).isNotEmpty();
        assertThat(wrong("a: " + "x".repeat(600_000))).contains("has 600003 characters");
    }

    @Test
    void damaged_text_is_a_machine_or_a_sentence() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder(TEXT);
            for (int damage = 1 + random.nextInt(4); damage > 0; damage--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(300));
                    default -> text.setCharAt(at, "{}[]:&*!|>'\"%@`#-\t\n".charAt(random.nextInt(19)));
                }
            }
            switch (MachineYaml.read(text.toString(), WEB)) {
                case MachineYaml.Parsed.Machine machine ->
                    assertThat(machine.object().get("spec")).isNotNull();
                case MachineYaml.Parsed.Wrong wrong ->
                    assertThat(wrong.sentence()).isNotBlank();
            }
        }
    }

    @Test
    void differences_are_told_by_path() {
        ObjectNode before = machine(TEXT);
        ObjectNode after = machine(TEXT.replace("cores: 2", "cores: 4").replace("  runStrategy: Always\n", ""));

        assertThat(Difference.between(before, after))
                .containsExactly(
                        new Difference("spec.runStrategy", "Always", ""),
                        new Difference("spec.template.spec.domain.cpu.cores", "2", "4"));
    }

    @Test
    void merge_patch_turns_one_into_the_other() {
        ObjectNode before = machine(TEXT);
        ObjectNode after = machine(TEXT.replace("cores: 2", "sockets: 4").replace("hostname: web", "hostname: web2"));
        ObjectNode patch = Difference.mergePatch(before, after);

        assertThat(Difference.merged(before, patch)).isEqualTo(after);
        assertThat(patch.at("/spec/template/spec/domain/cpu").toString()).isEqualTo("{\"cores\":null,\"sockets\":4}");
        assertThat(Difference.mergePatch(before, before)).isEmpty();
    }

    @Test
    void summary_names_three_changes_and_counts_the_rest() {
        List<Difference> changes = List.of(
                new Difference("a", "1", "2"),
                new Difference("b", "", "x"),
                new Difference("c", "y", ""),
                new Difference("d", "1", "3"));

        assertThat(MachineEditor.summary(changes)).isEqualTo("a 1 → 2; b → x; c y → nothing; and 1 more");
    }

    private static ObjectNode machine(String text) {
        return switch (MachineYaml.read(text, WEB)) {
            case MachineYaml.Parsed.Machine machine -> machine.object();
            case MachineYaml.Parsed.Wrong wrong -> throw new AssertionError(wrong.sentence());
        };
    }

    private static String wrong(String text) {
        return MachineYaml.read(text, WEB) instanceof MachineYaml.Parsed.Wrong wrong ? wrong.sentence() : "";
    }
}
