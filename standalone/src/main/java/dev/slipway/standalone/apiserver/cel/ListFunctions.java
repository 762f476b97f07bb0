package dev.slipway.standalone.apiserver.cel;

import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import dev.slipway.standalone.apiserver.cel.LibraryFunction.Argument;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Order, sums and places in lists. */
@SuppressWarnings("rawtypes")
final class ListFunctions {
    private static final TypeParamType ITEM_TYPE = TypeParamType.create("A");
    private static final Argument<List> LIST = new Argument<>(ListType.create(ITEM_TYPE), List.class);
    private static final Argument<Object> ITEM = new Argument<>(ITEM_TYPE, Object.class);

    private ListFunctions() {}

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.member(
                        "isSorted", "list_a_is_sorted_bool", SimpleType.BOOL, LIST, ListFunctions::isSorted),
                LibraryFunction.member("sum", "list_a_sum_a", ITEM_TYPE, LIST, ListFunctions::sum),
                LibraryFunction.member("min", "list_a_min_a", ITEM_TYPE, LIST, list -> most("min", list, -1)),
                LibraryFunction.member("max", "list_a_max_a", ITEM_TYPE, LIST, list -> most("max", list, 1)),
                LibraryFunction.member(
                        "indexOf",
                        "list_a_index_of_int",
                        SimpleType.INT,
                        LIST,
                        ITEM,
                        (list, item) -> (long) IntStream.range(0, list.size())
                                .filter(i -> isSame(list.get(i), item))
                                .findFirst()
                                .orElse(-1)),
                LibraryFunction.member(
                        "lastIndexOf",
                        "list_a_last_index_of_int",
                        SimpleType.INT,
                        LIST,
                        ITEM,
                        (list, item) -> (long) IntStream.range(0, list.size())
                                .filter(i -> isSame(list.get(i), item))
                                .max()
                                .orElse(-1)));
    }

    private static boolean isSorted(List list) throws CelEvaluationException {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    /** @param sign of the comparison with the best so far that makes an item the better one */
    private static Object most(String name, List list, int sign) throws CelEvaluationException {
        if (list.isEmpty()) {
            throw new CelEvaluationException(name + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object item : list) {
            if (compare(item, best) * sign > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object sum(List list) throws CelEvaluationException {
        Object sum = 0L;
        for (Object item : list) {
            sum = sum.equals(0L) ? item : sum(sum, item);
        }
        return sum;
    }

    private static Object sum(Object first, Object second) throws CelEvaluationException {
        try {
            if (first instanceof Long a && second instanceof Long b) {
                return Math.addExact(a, b);
            } else if (first instanceof UnsignedLong a && second instanceof UnsignedLong b) {
                return a.plus(b);
            } else if (first instanceof Number a && second instanceof Number b) {
                return a.doubleValue() + b.doubleValue();
            } else if (first instanceof Duration a && second instanceof Duration b) {
                return span(time(a).plus(time(b)));
            } else {
                throw noOverload();
            }
        } catch (ArithmeticException e) {
            throw new CelEvaluationException("integer overflow", e);
        }
    }

    /** Returns -1, 0 or 1. */
    private static int compare(Object first, Object second) throws CelEvaluationException {
        Optional<Integer> numbers = compareNumbers(first, second);
        if (numbers.isPresent()) {
            return numbers.get();
        } else if (first instanceof String a && second instanceof String b) {
            return Integer.signum(a.compareTo(b));
        } else if (first instanceof Boolean a && second instanceof Boolean b) {
            return Integer.signum(a.compareTo(b));
        } else if (first instanceof Duration a && second instanceof Duration b) {
            return Integer.signum(time(a).compareTo(time(b)));
        } else if (first instanceof Timestamp a && second instanceof Timestamp b) {
            return Integer.signum(time(a).compareTo(time(b)));
        } else if (first instanceof CelByteString a && second instanceof CelByteString b) {
            return Integer.signum(Arrays.compareUnsigned(a.toByteArray(), b.toByteArray()));
        } else {
            throw noOverload();
        }
    }

    private static java.time.Duration time(Duration duration) {
        return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    /** Returns the time since 1970. */
    private static java.time.Duration time(Timestamp timestamp) {
        return java.time.Duration.ofSeconds(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static Duration span(java.time.Duration duration) {
        // Both parts have the sign of the whole there.
        long seconds = duration.toSeconds();
        return Duration.newBuilder()
                .setSeconds(seconds)
                .setNanos((int) duration.minusSeconds(seconds).toNanos())
                .build();
    }

    private static Optional<Integer> compareNumbers(Object first, Object second) {
        if (first instanceof Long a && second instanceof Long b) {
            return Optional.of(a.compareTo(b));
        }
        return first instanceof Number a && second instanceof Number b
                ? Optional.of(Double.compare(a.doubleValue(), b.doubleValue()))
                : Optional.empty();
    }

    private static boolean isSame(Object first, Object second) {
        return compareNumbers(first, second)
                .map(order -> order == 0)
                .orElseGet(() -> Collections.singletonList(first).equals(Collections.singletonList(second)));
    }

    private static CelEvaluationException noOverload() {
        return new CelEvaluationException("no such overload");
    }
}
