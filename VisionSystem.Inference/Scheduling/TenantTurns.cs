using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// A queue that serves tenants in turn: first in, first out within a tenant, one item per turn across tenants. A tenant that
/// arrives waits for at most one item of each other tenant. Constant time per operation; allocates nothing once the queues of the
/// tenants have grown to their size. Not thread-safe.
/// </summary>
/// <typeparam name="T">The item.</typeparam>
internal sealed class TenantTurns<T>
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<Lane> _turns = new();
    private readonly Stack<Lane> _unused = new();

    public int Count { get; private set; }

    public void Enqueue(string tenant, T item)
    {
        Count++;
        ref var lane = ref CollectionsMarshal.GetValueRefOrAddDefault(_lanes, tenant, out _);
        if (lane is null)
        {
            lane = _unused.TryPop(out var unused) ? unused : new Lane();
            lane.Tenant = tenant;
            _turns.Enqueue(lane);
        }

        lane.Items.Enqueue(item);
    }

    public bool TryDequeue([MaybeNullWhen(false)] out T item, [MaybeNullWhen(false)] out string tenant)
    {
        if (!_turns.TryDequeue(out var lane))
        {
            (item, tenant) = (default, null);
            return false;
        }

        Count--;
        (item, tenant) = (lane.Items.Dequeue(), lane.Tenant);
        if (lane.Items.Count > 0)
        {
            _turns.Enqueue(lane);
        }
        else
        {
            _lanes.Remove(lane.Tenant);
            _unused.Push(lane);
        }

        return true;
    }

    private sealed class Lane
    {
        public string Tenant { get; set; } = "";

        public Queue<T> Items { get; } = new();
    }
}

/// <summary>Counts by tenant; tenants with a count of zero use no memory. Not thread-safe.</summary>
internal sealed class TenantCounts
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int Total { get; private set; }

    public int Tenants => _counts.Count;

    public int Of(string tenant) => _counts.GetValueOrDefault(tenant);

    /// <summary>The equal share of each tenant if this one is counted, at least 1.</summary>
    public int ShareFor(string tenant, int all) => Math.Max(1, all / TenantsWith(tenant));

    /// <summary>The number of tenants if this one is counted.</summary>
    public int TenantsWith(string tenant) => _counts.Count + (_counts.ContainsKey(tenant) ? 0 : 1);

    public void Increment(string tenant)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, tenant, out _)++;
        Total++;
    }

    public void Decrement(string tenant)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, tenant);
        Total--;
        if (--count == 0)
        {
            _counts.Remove(tenant);
        }
    }
}
