package dev.slipway.launcher.json;

/**
 * A truth value.
 *
 * @param value true or false
 */
public record JsonBoolean(boolean value) implements Json {
    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
