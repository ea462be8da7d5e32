using System.Collections.Concurrent;
using System.Text;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.FanOut;

/// <summary>
/// Delivers messages to every listener: in this process directly, in the other replicas through Redis. Each listener receives
/// a message once, in no guaranteed order; while Redis is unreachable only the listeners of this process receive it. A message
/// is therefore a hint to read the stored state, never the state itself. Thread-safe.
/// </summary>
public sealed class MessageFanOut
{
    private const string Channel = "vision:fan-out";

    private readonly ConcurrentDictionary<Listener, bool> _listeners = new();
    private readonly RedisConnection _redis;

    /// <summary>Identifies the messages of this process, which are delivered locally before they are published.</summary>
    private readonly byte[] _origin;

    /// <summary>Subscribes to the messages of the other replicas.</summary>
    /// <param name="redis">The connection.</param>
    /// <param name="time">The clock.</param>
    public MessageFanOut(RedisConnection redis, TimeProvider time)
    {
        _redis = redis;
        _origin = Guid.CreateVersion7(time.GetUtcNow()).ToByteArray();
        redis.Subscribe(Channel, Receive);
    }

    /// <summary>Delivers a message to every listener of a topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="message">The message.</param>
    /// <returns>Completes after the local delivery and the attempt to publish.</returns>
    public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> message)
    {
        Deliver(topic, message);
        var name = Encoding.UTF8.GetBytes(topic);
        RedisValue packed = (byte[])[.. _origin, .. BitConverter.GetBytes(name.Length), .. name, .. message.Span];
        await _redis.TryAsync(
            "publish", database => database.PublishAsync(new RedisChannel(Channel, RedisChannel.PatternMode.Literal), packed), otherwise: 0);
    }

    /// <summary>Adds a listener to a topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="handler">The callback for each message, on any thread; it must return quickly and must not throw.</param>
    /// <returns>The subscription; disposing it removes the listener.</returns>
    public IDisposable Listen(string topic, Action<ReadOnlyMemory<byte>> handler)
    {
        var listener = new Listener(topic, handler, _listeners);
        _listeners[listener] = true;
        return listener;
    }

    private void Receive(byte[] packed)
    {
        // Every client of Redis can publish to the channel: malformed messages are ignored.
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
            listener.Receive(topic, message);
        }
    }

    private sealed class Listener(string topic, Action<ReadOnlyMemory<byte>> handler, ConcurrentDictionary<Listener, bool> all) : IDisposable
    {
        public void Receive(string messageTopic, ReadOnlyMemory<byte> message)
        {
            if (messageTopic == topic)
            {
                handler(message);
            }
        }

        public void Dispose() => all.TryRemove(this, out _);
    }
}
