/**
 * What one run took.
 *
 * @param requests by the API server's audit log, watches among them
 * @param watches how many of them are watches
 * @param millis wall time
 * @param peakKb peak resident memory of its processes, 0 when it is part of this one
 * @param lagMillis from what was to be noticed (last pod ready, or failure visible) to the end, negative when it came first
 * @param ownMillis from the moment when the controllers had reported the last Deployment available to the end
 * @param good whether it ended as it should
 */
record Sample(int requests, int watches, long millis, long peakKb, long lagMillis, long ownMillis, boolean good) {}
