package dev.slipway.importer.export;

import dev.slipway.importer.nbd.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is said of a disk's extents: of a whole backup where there is data, of an incremental one what has changed. Numbers and words
 * are KubeVirt's (v1.9.0, {@code pkg/storage/nbdclient/nbdclient.go}).
 */
final class BackupMap {
    private static final long DIRTY = 1;
    private static final long ZERO = 2;
    private static final List<String> WHOLE = List.of("data", "hole", "zero", "hole,zero");
    private static final List<String> CHANGES = List.of("clean", "dirty", "zero", "dirty,zero");

    private final boolean incremental;
    private final List<Extent> extents = new ArrayList<>();

    BackupMap(boolean incremental) {
        this.incremental = incremental;
    }

    /** Adds what comes next; neighbours of the same state become one. */
    void add(List<Extent> next) {
        for (Extent extent : next) {
            Extent last = extents.isEmpty() ? null : extents.getLast();
            if (last != null && last.flags() == extent.flags() && last.end() == extent.offset()) {
                extents.set(
                        extents.size() - 1, new Extent(last.offset(), last.length() + extent.length(), last.flags()));
            } else {
                extents.add(extent);
            }
        }
    }

    int count() {
        return extents.size();
    }

    /**
     * Lays where zeros are over what has changed, as far as both are told: the bit of a hole is that of a change.
     *
     * @param allocation extents of {@code base:allocation}
     * @param changed extents of a bitmap, from the same byte on
     */
    static List<Extent> merged(List<Extent> allocation, List<Extent> changed) {
        List<Extent> merged = new ArrayList<>();
        int a = 0;
        int c = 0;
        while (a < allocation.size() && c < changed.size()) {
            Extent one = allocation.get(a);
            Extent other = changed.get(c);
            long from = Math.max(one.offset(), other.offset());
            long to = Math.min(one.end(), other.end());
            merged.add(new Extent(from, to - from, (one.flags() & ZERO) | (other.flags() & DIRTY)));
            a += one.end() == to ? 1 : 0;
            c += other.end() == to ? 1 : 0;
        }
        return merged;
    }

    /**
     * Returns the answer.
     *
     * @param most how many extents it may have
     * @param whole whether nothing comes after what was added
     */
    String json(int most, boolean whole) {
        StringBuilder json = new StringBuilder("{\"extents\":[");
        int count = Math.min(most, extents.size());
        for (int i = 0; i < count; i++) {
            Extent extent = extents.get(i);
            json.append(i == 0 ? "" : ",")
                    .append("{\"offset\":")
                    .append(extent.offset())
                    .append(",\"length\":")
                    .append(extent.length())
                    .append(",\"type\":")
                    .append(extent.flags())
                    .append(",\"description\":\"")
                    .append(description(extent.flags()))
                    .append("\"}");
        }
        OptionalLong next = extents.size() > most
                ? OptionalLong.of(extents.get(most).offset())
                : whole
                        ? OptionalLong.empty()
                        : OptionalLong.of(extents.getLast().end());
        return json.append("],\"next_offset\":")
                .append(next.isPresent() ? Long.toString(next.getAsLong()) : "null")
                .append("}\n")
                .toString();
    }

    private String description(long flags) {
        List<String> words = incremental ? CHANGES : WHOLE;
        return flags >= 0 && flags < words.size() ? words.get((int) flags) : "unknown";
    }
}
