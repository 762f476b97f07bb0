package dev.slipway.importer.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.nbd.Extent;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupMapTest {
    @Test
    void neighbours_of_the_same_state_are_one_and_a_page_says_where_the_next_begins() {
        BackupMap map = new BackupMap(false);
        map.add(List.of(new Extent(0, 10, 0), new Extent(10, 10, 3)));
        map.add(List.of(new Extent(20, 10, 3), new Extent(30, 10, 2), new Extent(40, 10, 9)));
        assertThat(map.json(2, true)).isEqualToIgnoringNewLines("""
                {"extents":[{"offset":0,"length":10,"type":0,"description":"data"},\
                {"offset":10,"length":20,"type":3,"description":"hole,zero"}],"next_offset":30}
                """);
        assertThat(map.json(9, true)).endsWith("""
                {"offset":30,"length":10,"type":2,"description":"zero"},\
                {"offset":40,"length":10,"type":9,"description":"unknown"}],"next_offset":null}
                """);
        assertThat(map.json(9, false))
                .as("there is more, which was not looked at")
                .endsWith("\"next_offset\":50}\n");
    }

    @Test
    void holes_are_no_changes_and_zeros_stay_told() {
        List<Extent> allocation = List.of(new Extent(0, 20, 3), new Extent(20, 20, 0));
        List<Extent> changed = List.of(new Extent(0, 10, 0), new Extent(10, 20, 1));
        BackupMap map = new BackupMap(true);
        map.add(BackupMap.merged(allocation, changed));
        assertThat(map.json(9, false)).isEqualToIgnoringNewLines("""
                {"extents":[{"offset":0,"length":10,"type":2,"description":"zero"},\
                {"offset":10,"length":10,"type":3,"description":"dirty,zero"},\
                {"offset":20,"length":10,"type":1,"description":"dirty"}],"next_offset":30}
                """);
    }
}
