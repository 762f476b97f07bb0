package dev.slipway.machine.qemu;

import java.util.List;

/** What the host does with a disk's writes before it says they are done. */
enum CacheMode {
    /** Past the host's page cache; flushes reach the medium. */
    NONE(true, true),
    /** Through the page cache, each write flushed. */
    WRITETHROUGH(false, false),
    /** Through the page cache, flushed when the guest asks. */
    WRITEBACK(false, true);

    private final boolean direct;
    private final boolean writeCache;

    CacheMode(boolean direct, boolean writeCache) {
        this.direct = direct;
        this.writeCache = writeCache;
    }

    boolean direct() {
        return direct;
    }

    boolean writeCache() {
        return writeCache;
    }

    /** Returns the mode of a disk: as wished, else past the page cache where that works. */
    static CacheMode of(GuestDisk disk, Medium medium, List<Problem> problems) {
        String field = disk.field() + ".cache";
        boolean shared = Guest.on(disk.disk().shareable(), false);
        String wish = shared ? "none" : Guest.text(disk.disk().cache());
        return switch (wish) {
            case "writethrough" -> WRITETHROUGH;
            case "writeback" -> WRITEBACK;
            case "none" -> {
                if (!directIo(medium)) {
                    problems.add(new Problem.HostLacks(
                            field,
                            "a file system with direct I/O below volume \"" + disk.name() + "\"",
                            "use cache writethrough, or another storage class"));
                }
                yield NONE;
            }
            case "" -> unsaid(medium);
            default -> {
                problems.add(new Problem.Invalid(field, wish, "none, writethrough or writeback"));
                yield NONE;
            }
        };
    }

    private static CacheMode unsaid(Medium medium) {
        return switch (medium) {
            case Medium.Lasting(var image) -> image.directIo() ? NONE : WRITETHROUGH;
            // Gone with the Pod, so there is nothing that a flush could save
            case Medium.Passing passing -> WRITEBACK;
            case Medium.CompactDisc disc -> WRITEBACK;
        };
    }

    private static boolean directIo(Medium medium) {
        return switch (medium) {
            case Medium.Lasting(var image) -> image.directIo();
            case Medium.Passing passing ->
                passing.below().map(LauncherVolume.DiskImage::directIo).orElse(true);
            case Medium.CompactDisc disc -> false;
        };
    }
}
