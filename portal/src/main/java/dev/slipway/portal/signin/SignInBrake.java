package dev.slipway.portal.signin;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Slows down the guessing of passwords: after five wrong tries for one name from one address each further one costs twice the wait. */
final class SignInBrake {
    static final int FREE_TRIES = 5;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 10_000;

    private final Map<Guesser, Tries> tries = new LinkedHashMap<>(16, 0.75f, true);

    /** Who tries: a name from an address. */
    record Guesser(String user, String address) {}

    private record Tries(int wrong, Instant last, Instant next) {}

    /** Returns how long this guesser has to wait before the next try; empty if it may try now. */
    synchronized Optional<Duration> mustWait(Guesser guesser, Instant now) {
        Tries known = tries.get(guesser);
        return known == null || !now.isBefore(known.next)
                ? Optional.empty()
                : Optional.of(Duration.between(now, known.next));
    }

    /** Remembers a wrong try and returns the number of wrong ones in a row. */
    synchronized int wrong(Guesser guesser, Instant now) {
        Tries known = tries.get(guesser);
        int count = known == null || known.last.plus(FORGOTTEN_AFTER).isBefore(now) ? 1 : known.wrong + 1;
        tries.put(guesser, new Tries(count, now, now.plus(wait(count))));
        if (tries.size() > MOST_REMEMBERED) {
            tries.remove(tries.keySet().iterator().next());
        }
        return count;
    }

    /** Forgets the wrong tries of somebody who came in. */
    synchronized void right(Guesser guesser) {
        tries.remove(guesser);
    }

    /** Returns the wait after a number of wrong tries: 0 up to the fifth, then 1 s, 2 s, 4 s … at most a quarter of an hour. */
    static Duration wait(int wrong) {
        if (wrong < FREE_TRIES) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofSeconds(1L << Math.min(wrong - FREE_TRIES, 20));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
