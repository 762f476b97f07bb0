package dev.slipway.portal.layout;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * How far the deletion of something is, of which the name has to be typed first.
 *
 * @param wrong what is wrong with what was typed; empty if nothing is
 * @param refused why it is not deleted; empty if nothing is in the way
 */
public record TypedDeletion(String wrong, String refused) {
    /**
     * Returns the question before anything was typed.
     *
     * @param hindrance why it cannot be deleted; may be empty
     */
    public static TypedDeletion asked(String hindrance) {
        return new TypedDeletion("", hindrance);
    }

    /**
     * Deletes it, if its name was typed and nothing is in the way.
     *
     * @param hindrance why it cannot be deleted; may be empty
     * @param deletion deletes it, and returns why it did not
     */
    public static TypedDeletion tried(
            String typed, String name, String hindrance, Supplier<Optional<String>> deletion) {
        if (!typed.equals(name)) {
            return new TypedDeletion(Dialog.mistyped(typed, name), "");
        }
        return asked(hindrance.isEmpty() ? deletion.get().orElse("") : hindrance);
    }

    /** Returns whether nothing is wrong and nothing in the way: once tried, it is deleted. */
    public boolean isFree() {
        return wrong.isEmpty() && refused.isEmpty();
    }

    /** Returns the status of the page that asks. */
    public int status() {
        return isFree() ? 200 : 422;
    }
}
