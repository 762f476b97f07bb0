package dev.slipway.portal.machines;

import dev.slipway.portal.lists.Habit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A column of the list that can be left out. */
public enum MachineColumn {
    PROJECT("Project", MachineOrder.By.PROJECT),
    NODE("Node", MachineOrder.By.NODE),
    IP("IP address", MachineOrder.By.IP),
    CPU("CPU", MachineOrder.By.CPU),
    MEMORY("Memory", MachineOrder.By.MEMORY),
    DISK("Disk", MachineOrder.By.DISK),
    UPTIME("Uptime", MachineOrder.By.UPTIME),
    LABELS("Labels", MachineOrder.By.NAME);

    private final String words;
    private final MachineOrder.By order;

    MachineColumn(String words, MachineOrder.By order) {
        this.words = words;
        this.order = order;
    }

    public String words() {
        return words;
    }

    MachineOrder.By order() {
        return order;
    }

    /** Returns whether it is shown on wide screens only. */
    boolean wide() {
        return this != CPU && this != MEMORY;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns for the name of each column whether it is shown. */
    static Map<String, Boolean> shown(Set<MachineColumn> columns) {
        return Stream.of(values()).collect(Collectors.toUnmodifiableMap(MachineColumn::text, columns::contains));
    }

    /** Reads the columns of an address; without any that it knows all are meant, unless it says that none are. */
    static Set<MachineColumn> parse(List<String> texts) {
        EnumSet<MachineColumn> columns = EnumSet.noneOf(MachineColumn.class);
        List<String> names =
                texts.stream().flatMap(text -> Stream.of(text.split(","))).toList();
        names.stream()
                .forEach(text -> Stream.of(values())
                        .filter(column -> column.text().equals(text))
                        .forEach(columns::add));
        return columns.isEmpty() && !names.contains(Habit.NO_COLUMNS) ? EnumSet.allOf(MachineColumn.class) : columns;
    }
}
