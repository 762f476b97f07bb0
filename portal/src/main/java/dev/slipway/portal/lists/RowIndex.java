package dev.slipway.portal.lists;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.Echo;
import dev.slipway.portal.live.Pulse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The rows of all things of a kind. Whoever owns it says which may have changed; these alone are worked out again, when somebody next
 * looks. Under many changes what is seen may be a tenth of a second old; who saw it is woken again after that.
 *
 * @param <R> a row with everything
 * @param <T> a row as it is shown
 */
public final class RowIndex<R, T extends Row> {
    private static final Logger LOG = Logger.getLogger(RowIndex.class);

    /** How old what is seen may be at most. */
    private static final long OLDEST_NANOS = 100_000_000;

    /** What was worked out counts for so many times as long as that took, as far as it may be that old. */
    private static final int TIMES = 10;

    private static final int MOST_SIGHTS = 64;

    /** More than these are not left until somebody looks: things that are long gone would be remembered for ever. */
    static final int MOST_TOUCHED = 20_000;

    private final Function<ObjectKey, Optional<R>> find;
    private final Pulse pulse;
    private final Echo echo;
    private final Set<ObjectKey> touched = ConcurrentHashMap.newKeySet();
    private final Set<ObjectKey> failed = new HashSet<>();
    private final Map<ObjectKey, R> rows = new TreeMap<>();
    private final Recent<Sight<R, T>, Known<T>> known = new Recent<>(MOST_SIGHTS);
    private volatile All<R> all = new All<>(List.of(), 0, System.nanoTime());

    /** All rows by name, as of a version; good without another look until a time. */
    private record All<R>(List<R> rows, long version, long until) {}

    /** What somebody sees of all rows of a version. */
    private record Known<T extends Row>(long version, Seen<T> seen) {}

    /** An index that works out rows with {@code find}; empty for what is no such thing. */
    public RowIndex(Function<ObjectKey, Optional<R>> find, Pulse pulse) {
        this.find = find;
        this.pulse = pulse;
        this.echo = new Echo(pulse);
    }

    /** Notes that a thing came, went, or may look different, and wakes the open lists. */
    public void touch(ObjectKey key) {
        touched.add(key);
        if (touched.size() > MOST_TOUCHED) {
            refreshed();
        }
        pulse.beat();
    }

    /** Returns the number of things that may have changed and were not worked out again. */
    int waiting() {
        return touched.size();
    }

    /** Returns what somebody sees, in the order of names. */
    public Seen<T> seen(Sight<R, T> sight) {
        All<R> now = upToDate(all) ? all : refreshed();
        if (!touched.isEmpty()) {
            echo.in(Math.max(0, now.until - System.nanoTime()));
        }
        Known<T> last =
                known.find(sight).filter(found -> found.version == now.version).orElse(null);
        if (last == null) {
            last = new Known<>(
                    now.version,
                    new Seen<>(now.rows.stream()
                            .flatMap(row -> sight.see(row).stream())
                            .toList()));
            known.put(sight, last);
        }
        return last.seen;
    }

    private boolean upToDate(All<R> known) {
        return touched.isEmpty() || System.nanoTime() - known.until < 0;
    }

    private synchronized All<R> refreshed() {
        if (upToDate(all)) {
            return all;
        }
        long begin = System.nanoTime();
        boolean changed = false;
        touched.addAll(failed);
        try {
            for (ObjectKey key : List.copyOf(touched)) {
                changed |= workOut(key);
            }
        } finally {
            long end = System.nanoTime();
            all = new All<>(
                    changed ? List.copyOf(rows.values()) : all.rows,
                    changed ? all.version + 1 : all.version,
                    end + Math.min(OLDEST_NANOS, (end - begin) * TIMES));
            if (changed) {
                // lists of rows that are no more
                known.clear();
            }
        }
        return all;
    }

    /** Works out a row. Returns whether it is another than before; one that cannot be worked out stays as it is, and is tried again with the next. */
    private boolean workOut(ObjectKey key) {
        // first: what changes from here on is worked out once more
        touched.remove(key);
        try {
            Optional<R> after = find.apply(key);
            failed.remove(key);
            R before = after.isPresent() ? rows.put(key, after.get()) : rows.remove(key);
            return !Optional.ofNullable(before).equals(after);
        } catch (RuntimeException e) {
            if (failed.add(key)) {
                LOG.errorf(e, "%s is listed as it was: how it looks now could not be worked out", key);
            }
            return false;
        }
    }
}
