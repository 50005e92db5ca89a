using Microsoft.Extensions.Logging;

namespace Dovetail.AspNetCore;

/// <summary>What the host logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Path}: the guest trapped: {Report}")]
    public static partial void Trapped(ILogger logger, string path, string report);

    [LoggerMessage(2, LogLevel.Warning, "{Path}: the guest took too long: {Report}")]
    public static partial void TooLong(ILogger logger, string path, string report);

    [LoggerMessage(3, LogLevel.Debug, "{Path}: the client has gone, and the guest was stopped: {Reason}")]
    public static partial void Aborted(ILogger logger, string path, string reason);

    [LoggerMessage(4, LogLevel.Error, "{Path}: no instance could be made: {Reason}")]
    public static partial void NoRoom(ILogger logger, string path, string reason);

    [LoggerMessage(5, LogLevel.Error, "{Path}: a function of the host failed")]
    public static partial void Failed(ILogger logger, Exception exception, string path);

    [LoggerMessage(6, LogLevel.Warning, "{Path}: the answer had begun and was not finished; the connection was cut")]
    public static partial void Cut(ILogger logger, string path);

    [LoggerMessage(7, LogLevel.Warning, "{Path}: {Missing}")]
    public static partial void MissingGrant(ILogger logger, string path, string missing);

    [LoggerMessage(EventId = 8, Message = "{RequestId} {Path}: {Line}")]
    public static partial void Line(ILogger logger, LogLevel level, string requestId, string path, string line);

    [LoggerMessage(9, LogLevel.Information, "`{Component}` serves: {Difference}")]
    public static partial void Swapped(ILogger logger, string component, ComponentDifference difference);

    [LoggerMessage(10, LogLevel.Error, "`{Component}` was refused, and the old one serves on: {Reason}")]
    public static partial void Refused(ILogger logger, string component, string reason);

    [LoggerMessage(11, LogLevel.Error, "`{Component}`: who is told of components failed")]
    public static partial void WatchFailed(ILogger logger, Exception exception, string component);

    [LoggerMessage(12, LogLevel.Warning, "{RequestId} {Path}: what the guest prints beyond {MostBytes} bytes is left out")]
    public static partial void LeftOut(ILogger logger, string requestId, string path, int mostBytes);
}
