package dev.slipway.portal.lists;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A number of values, those that were asked for last. */
public final class Recent<K, V> {
    private final Map<K, V> values;

    public Recent(int most) {
        this.values = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    public synchronized Optional<V> find(K key) {
        return Optional.ofNullable(values.get(key));
    }

    public synchronized void clear() {
        values.clear();
    }

    public synchronized void put(K key, V value) {
        values.put(key, value);
    }
}
