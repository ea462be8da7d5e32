using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Bench.Driving;

/// <summary>A kept-alive connection to a server, opened when it is first needed and again when the server closed it.</summary>
internal sealed class Connection(IPEndPoint server) : IDisposable
{
    /// <summary>In place of a status: the client left before its answer, as it was meant to.</summary>
    public const int Left = -1;

    /// <summary>In place of a status: there was no answer.</summary>
    public const int NoAnswer = 0;

    private readonly ResponseBuffer _response = new();
    private Socket? _socket;

    /// <summary>The last answer's body.</summary>
    public byte[] Body => _response.Body;

    /// <summary>Sends a request and takes its answer.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="number">The request's number, for its stamp.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The status, <see cref="Left"/> or <see cref="NoAnswer"/>.</returns>
    public async Task<int> ExchangeAsync(PreparedRequest request, int number, CancellationToken cancellationToken)
    {
        try
        {
            if (_socket?.Poll(TimeSpan.Zero, SelectMode.SelectRead) is true)
            {
                // Readable with no answer due: the server has closed it while it was idle.
                Close();
            }

            var socket = _socket ??= await OpenAsync(cancellationToken);
            if (request.Leaving != Leaving.Never)
            {
                return await LeaveAsync(socket, request, number, cancellationToken);
            }

            // A server may answer before it has read all, so the answer is awaited while the request is still on its way.
            _response.Clear();
            var sending = SendAsync(socket, request.Next(number), cancellationToken);
            var isWhole = await ReceiveAsync(socket, cancellationToken);
            if (!await sending || !isWhole || _response.Closes)
            {
                Close();
            }

            return isWhole ? _response.Status : NoAnswer;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or InvalidDataException)
        {
            Close();
            return NoAnswer;
        }
    }

    public void Dispose() => Close();

    private async Task<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<bool> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            var received = await socket.ReceiveAsync(_response.Free, SocketFlags.None, cancellationToken);
            if (received == 0)
            {
                return false;
            }

            if (_response.Take(received))
            {
                return true;
            }
        }
    }

    private async Task<int> LeaveAsync(Socket socket, PreparedRequest request, int number, CancellationToken cancellationToken)
    {
        var bytes = request.Next(number);
        await SendAsync(socket, request.Leaving == Leaving.InTheBody ? bytes[..(bytes.Length / 2)] : bytes, cancellationToken);
        Close();
        return Left;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
