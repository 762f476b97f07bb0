package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthItemTest {
    private static final String MACHINE = """
            kind: VirtualMachine
            metadata: {name: web, namespace: shop}
            spec:
              runStrategy: Halted
              dataVolumeTemplates: [{metadata: {name: made}}]
              template:
                spec:
                  domain: {}
                  volumes:
                  - {name: root, persistentVolumeClaim: {claimName: web-root}}
                  - {name: data, dataVolume: {name: web-data}}
                  - {name: later, dataVolume: {name: made}}
            status: {printableStatus: Stopped}
            """;

    @Test
    void machine_whose_disks_are_not_there_is_not_called_well() {
        List<HealthItem> items = items(MACHINE);
        assertThat(items)
                .extracting(HealthItem::title)
                .containsExactly("2 disks are missing.", "Everything else is fine.");
        assertThat(items.getFirst().text()).startsWith("There is no web-root, no web-data in project shop.");
        assertThat(items.getFirst().fix().orElseThrow().path())
                .isEqualTo("/images/new?how=upload&project=shop&name=web-root");
    }

    @Test
    void disk_that_is_there_or_on_its_way_is_not_missing() {
        List<HealthItem> items = items(MACHINE + """
                ---
                kind: PersistentVolumeClaim
                metadata: {name: web-root, namespace: shop}
                ---
                kind: DataVolume
                metadata: {name: web-data, namespace: shop}
                """);
        assertThat(items).extracting(HealthItem::title).containsExactly("All is well.");
    }

    private static List<HealthItem> items(String yaml) {
        MachineFacts facts = MachineStateTest.facts(yaml);
        return HealthItem.of(facts, MachineRow.of(facts), Instant.now());
    }
}
