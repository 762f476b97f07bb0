package dev.slipway.portal.machines;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The order of a list of machines. Machines without the value come last in both directions; ties go by name.
 *
 * @param by what is compared
 * @param descending largest first
 */
record MachineOrder(By by, boolean descending) {
    static final MachineOrder BY_NAME = new MachineOrder(By.NAME, false);

    private static final Comparator<MachineRow> NAMES = Comparator.<MachineRow, String>comparing(
                    row -> row.key().name())
            .thenComparing(row -> row.key().namespace());

    /** What machines can be sorted by. */
    enum By {
        NAME,
        STATUS,
        PROJECT,
        NODE,
        IP,
        CPU,
        MEMORY,
        DISK,
        UPTIME
    }

    /** Reads an order as addresses write it: "memory", "-memory". Anything else is by name. */
    static MachineOrder parse(String text) {
        boolean descending = text.startsWith("-");
        String word = (descending ? text.substring(1) : text).toUpperCase(Locale.ROOT);
        return Stream.of(By.values())
                .filter(by -> by.name().equals(word))
                .findFirst()
                .map(by -> new MachineOrder(by, descending))
                .orElse(BY_NAME);
    }

    /** Returns this order as addresses write it. */
    String text() {
        return (descending ? "-" : "") + by.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the order that a click on a column head leads to. */
    MachineOrder clicked(By column) {
        return new MachineOrder(column, by == column && !descending);
    }

    Comparator<MachineRow> comparator() {
        return switch (by) {
            case NAME -> descending ? NAMES.reversed() : NAMES;
            case STATUS ->
                directed(Comparator.comparingInt(row -> urgency(row.state().word())));
            case PROJECT -> directed(Comparator.comparing(row -> row.key().namespace()));
            case NODE -> emptyLast(MachineRow::node);
            case IP ->
                Comparator.<MachineRow>comparingInt(row -> row.address().isEmpty() ? 1 : 0)
                        .thenComparing(directed(Comparator.comparing(row -> number(row.address()))));
            case CPU -> directed(Comparator.comparingLong(MachineRow::cpus));
            case MEMORY -> directed(Comparator.comparingLong(MachineRow::memoryBytes));
            case DISK -> directed(Comparator.comparingLong(MachineRow::diskBytes));
            // longest first when ascending in start time, so the sign is turned
            case UPTIME ->
                Comparator.<MachineRow>comparingInt(row -> row.runningSince().isPresent() ? 0 : 1)
                        .thenComparing(new MachineOrder(by, !descending)
                                .directed(Comparator.comparing(
                                        row -> row.runningSince().orElse(row.created()))));
        };
    }

    private Comparator<MachineRow> directed(Comparator<MachineRow> comparator) {
        return (descending ? comparator.reversed() : comparator).thenComparing(NAMES);
    }

    private Comparator<MachineRow> emptyLast(java.util.function.Function<MachineRow, String> value) {
        return Comparator.<MachineRow>comparingInt(row -> value.apply(row).isEmpty() ? 1 : 0)
                .thenComparing(directed(Comparator.comparing(value)));
    }

    private static int urgency(StateWord word) {
        return switch (word) {
            case ERROR -> 0;
            case NOT_PLACED -> 1;
            case UNKNOWN -> 2;
            case PAUSED -> 3;
            case DELETING -> 4;
            case STOPPING -> 5;
            case STARTING -> 6;
            case PROVISIONING -> 7;
            case MIGRATING -> 8;
            case RUNNING -> 9;
            case STOPPED -> 10;
        };
    }

    /** IPv4 before IPv6, each by number. */
    private static BigInteger number(String address) {
        boolean literal = address.matches("[0-9a-fA-F:.]+");
        if (!literal) {
            return BigInteger.ZERO;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            BigInteger value = new BigInteger(1, bytes);
            return bytes.length == 4 ? value : value.add(BigInteger.ONE.shiftLeft(64));
        } catch (UnknownHostException _) {
            return BigInteger.ZERO;
        }
    }
}
