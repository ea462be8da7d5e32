using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Sqlite;

namespace VisionSystem.Tests.Logging;

/// <summary>The SQLite store with someone before it who sees each call, and may make it wait or fail.</summary>
#pragma warning disable CA1852 // The proxy that the runtime makes is a class derived from it.
internal class StoreWatch : DispatchProxy
{
    private IPredictionStore _store = null!;
    private Func<string, object?[], Task> _before = null!;

    /// <summary>Puts one before the service's store.</summary>
    /// <param name="before">Given a method's name and arguments, what to wait for before it runs.</param>
    public static Action<IServiceCollection> Over(Func<string, object?[], Task> before) => services => services
        .AddSingleton<SqlitePredictionStore>()
        .AddSingleton(provider =>
        {
            var proxy = Create<IPredictionStore, StoreWatch>();
            ((StoreWatch)(object)proxy)._store = provider.GetRequiredService<SqlitePredictionStore>();
            ((StoreWatch)(object)proxy)._before = before;
            return proxy;
        });

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.ReturnType.IsGenericType && targetMethod.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)
        ? typeof(StoreWatch).GetMethod(nameof(AfterAsync), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments)
            .Invoke(this, [targetMethod, args])
        : targetMethod.Invoke(_store, args);

    private async Task<T> AfterAsync<T>(MethodInfo method, object?[] args)
    {
        await _before(method.Name, args);
        return await (Task<T>)method.Invoke(_store, args)!;
    }
}
