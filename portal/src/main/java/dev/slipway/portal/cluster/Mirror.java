package dev.slipway.portal.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All objects of one kind as the API last told them. Whoever feeds it calls {@link #put} and {@link #remove}; readers see
 * each object whole, and listeners are told the key of each change on the feeding thread.
 */
public final class Mirror<T extends HasMetadata> {
    private final Map<ObjectKey, T> objects = new ConcurrentHashMap<>();
    private final List<Consumer<ObjectKey>> listeners = new CopyOnWriteArrayList<>();

    /** Returns the object, if it exists. */
    public Optional<T> find(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    /** Returns the object, if it exists. */
    public Optional<T> find(String namespace, String name) {
        return find(new ObjectKey(namespace, name));
    }

    /** Returns all objects, in no order. */
    public Collection<T> all() {
        return Collections.unmodifiableCollection(objects.values());
    }

    /** Returns the objects of a namespace, in no order. */
    public List<T> in(String namespace) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Calls {@code listener} with the key of every object that changes from now on. */
    public void listen(Consumer<ObjectKey> listener) {
        listeners.add(listener);
    }

    /** Returns which objects of this mirror refer to which others, as {@code to} reads it of each; it follows the mirror from now on. */
    public References referring(Function<T, Set<ObjectKey>> to) {
        References references = new References();
        Consumer<ObjectKey> read =
                key -> references.put(key, () -> find(key).map(to).orElse(Set.of()));
        listen(read);
        objects.keySet().forEach(read);
        return references;
    }

    /** Returns the keys of all objects, in no order. */
    public Set<ObjectKey> keys() {
        return Collections.unmodifiableSet(objects.keySet());
    }

    /** Takes over the newest state of an object. */
    public void put(T object) {
        ObjectKey key = ObjectKey.of(object);
        objects.put(key, object);
        listeners.forEach(listener -> listener.accept(key));
    }

    /** Forgets an object. */
    public void remove(T object) {
        ObjectKey key = ObjectKey.of(object);
        if (objects.remove(key) != null) {
            listeners.forEach(listener -> listener.accept(key));
        }
    }
}
