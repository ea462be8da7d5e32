using System.Net.Sockets;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// A connection that breaks in the very moment in which it is made comes out of <see cref="SocketsHttpHandler"/> as a bare
/// <see cref="SocketException"/>; callers get the <see cref="HttpRequestException"/> that they expect of every other break.
/// </summary>
internal sealed class ConnectionFaults : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }
}
