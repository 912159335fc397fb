package load

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
)

// An answer is read whole, to know that it arrived whole; this much is looked at.
const lookedAt = 64 << 10

func readBody(r *http.Response) ([]byte, error) {
	defer r.Body.Close()
	body, err := io.ReadAll(io.LimitReader(r.Body, lookedAt))
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, r.Body)
	return body, err
}

// versionOf is the field "version" of a JSON object, or the first word of any
// other text, or "-".
func versionOf(contentType string, body []byte) string {
	text := strings.TrimSpace(string(body))
	if strings.HasPrefix(text, "{") || strings.Contains(contentType, "json") {
		var object struct {
			Version any `json:"version"`
		}
		if json.Unmarshal([]byte(text), &object) == nil {
			if s, ok := object.Version.(string); ok && s != "" {
				return s
			}
			return "-"
		}
	}
	if words := strings.Fields(text); len(words) > 0 {
		return words[0]
	}
	return "-"
}

// kindOf names a failure without what differs from request to request.
func kindOf(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection closed"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 {
		text = text[i+2:]
	}
	return text
}
