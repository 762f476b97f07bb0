package dev.slipway.nodeagent;

import dev.slipway.nodeagent.session.FollowedPod;
import dev.slipway.nodeagent.session.LauncherSession;
import dev.slipway.nodeagent.session.SessionContext;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions of a node, one for each launcher Pod, by the Pod's uid. */
final class Sessions implements AutoCloseable {
    private record Entry(Pod pod, LauncherSession session) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final SessionContext context;

    Sessions(SessionContext context) {
        this.context = context;
    }

    /** Begins a session for a launcher Pod that is new, and wakes the one of a Pod that is known. */
    void podSeen(Pod pod) {
        if (!FollowedPod.is(pod)) {
            return;
        }
        String uid = pod.getMetadata().getUid();
        String key = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        Entry entry = entries.compute(uid, (id, old) -> {
            if (old != null) {
                return new Entry(pod, old.session());
            }
            var session = new LauncherSession(context, key, pod, () -> entries.remove(uid));
            session.start();
            return new Entry(pod, session);
        });
        entry.session().changed();
    }

    /** Wakes the session of a Pod that is gone, so that it ends. */
    void podGone(Pod pod) {
        Entry entry = entries.get(pod.getMetadata().getUid());
        if (entry != null) {
            entry.session().changed();
        }
    }

    /** Wakes the sessions of an instance. */
    void instanceSeen(String uid) {
        entries.values().stream()
                .filter(entry -> uid.equals(instanceUid(entry.pod())))
                .forEach(entry -> entry.session().changed());
    }

    /** Returns the session that runs an instance: that of its newest Pod here. */
    Optional<LauncherSession> ofInstance(String uid) {
        List<Entry> found = entries.values().stream()
                .filter(entry -> uid.equals(instanceUid(entry.pod())))
                .filter(entry -> entry.session().connection().isPresent())
                .toList();
        return found.stream().map(Entry::session).findFirst();
    }

    /** Returns how many launcher Pods are followed. */
    int count() {
        return entries.size();
    }

    /** Returns how many launchers are connected. */
    long connected() {
        return entries.values().stream()
                .filter(entry -> entry.session().connection().isPresent())
                .count();
    }

    private static String instanceUid(Pod pod) {
        return new FollowedPod(pod).instanceUid();
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> entry.session().close());
    }
}
