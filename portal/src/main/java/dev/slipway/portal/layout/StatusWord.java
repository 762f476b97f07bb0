package dev.slipway.portal.layout;

/** The word for the state of something, which always comes with its icon and colour. */
public interface StatusWord {
    /**
     * How a state is told.
     *
     * @param word word
     * @param icon icon of the sprite
     * @param colour ok, busy, warn, err or off
     */
    record Look(String word, String icon, String colour) {}

    /** Returns how it is told. */
    Look look();

    /** Returns the word. */
    default String word() {
        return look().word();
    }

    default String icon() {
        return look().icon();
    }

    default String colour() {
        return look().colour();
    }

    /** Returns whether the icon turns. */
    default boolean turning() {
        return icon().equals("starting");
    }
}
