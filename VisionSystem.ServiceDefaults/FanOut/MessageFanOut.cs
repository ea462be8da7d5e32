using System.Collections.Concurrent;
using System.Text;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.FanOut;

/// <summary>
/// Tells all who listen, in this process at once and in the other replicas through Redis. A message reaches each listener
/// once, or, while Redis is not there, those of this process only, and not always in order: it says that there is something to
/// look at, and is not the only place where that is written. Thread-safe.
/// </summary>
public sealed class MessageFanOut
{
    private const string Channel = "vision:fan-out";

    private readonly ConcurrentDictionary<Listener, bool> _listeners = new();
    private readonly RedisConnection _redis;

    /// <summary>Tells our own messages from others': they are delivered here before they go out.</summary>
    private readonly byte[] _origin;

    public MessageFanOut(RedisConnection redis, TimeProvider time)
    {
        _redis = redis;
        _origin = Guid.CreateVersion7(time.GetUtcNow()).ToByteArray();
        redis.Subscribe(Channel, Receive);
    }

    /// <summary>Tells a message to all who listen to its topic.</summary>
    public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message)
    {
        Deliver(topic, message);
        var name = Encoding.UTF8.GetBytes(topic);
        RedisValue packed = (byte[])[.. _origin, .. BitConverter.GetBytes(name.Length), .. name, .. message.Span];
        await _redis.TryAsync(
            "publish", database => database.PublishAsync(new RedisChannel(Channel, RedisChannel.PatternMode.Literal), packed), otherwise: 0);
    }

    /// <summary>Listens to a topic until the result is disposed.</summary>
    /// <param name="topic">What it is about.</param>
    /// <param name="handler">Called for each message, on any thread; must be quick and must not throw.</param>
    public IDisposable Listen(string topic, Action<ReadOnlyMemory<byte>> handler)
    {
        var listener = new Listener(topic, handler, _listeners);
        _listeners[listener] = true;
        return listener;
    }

    private void Receive(byte[] packed)
    {
        // Whoever reaches Redis can write to the channel: what is no message of ours is left alone.
        if (packed.Length < _origin.Length + sizeof(int) || packed.AsSpan(0, _origin.Length).SequenceEqual(_origin))
        {
            return;
        }

        var rest = packed.AsMemory(_origin.Length);
        var length = BitConverter.ToInt32(rest.Span);
        if (length < 0 || length > rest.Length - sizeof(int))
        {
            return;
        }

        var topic = Encoding.UTF8.GetString(rest.Span.Slice(sizeof(int), length));
        Deliver(topic, rest[(sizeof(int) + length)..]);
    }

    private void Deliver(string topic, ReadOnlyMemory<byte> message)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Hear(topic, message);
        }
    }

    private sealed class Listener(string topic, Action<ReadOnlyMemory<byte>> handler, ConcurrentDictionary<Listener, bool> all) : IDisposable
    {
        public void Hear(string about, ReadOnlyMemory<byte> message)
        {
            if (about == topic)
            {
                handler(message);
            }
        }

        public void Dispose() => all.TryRemove(this, out _);
    }
}
