package sim

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/distribution/reference"

	"localkube/internal/behaviour"
)

// image is a container's image as containerd names it.
type image struct {
	// asked is the name in the pod; full has the registry and the tag.
	asked, full string
	repository  string
	tag         string
	err         error
}

func parseImage(name string) image {
	i := image{asked: name}
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		i.err = fmt.Errorf("couldn't parse image name %q: %w", name, err)
		return i
	}
	named = reference.TagNameOnly(named)
	i.full, i.repository = named.String(), named.Name()
	if tagged, ok := named.(reference.Tagged); ok {
		i.tag = tagged.Tag()
	}
	return i
}

// id is a digest that depends on nothing but the name, so that two pods with
// one image agree and another tag differs.
func (i image) id() string {
	if _, digest, ok := strings.Cut(i.full, "@"); ok {
		return i.repository + "@" + digest
	}
	return fmt.Sprintf("%s@sha256:%x", i.repository, sha256.Sum256([]byte(i.full)))
}

// size is a plausible number of bytes, for the event of the pull.
func (i image) size() int64 {
	sum := sha256.Sum256([]byte(i.full))
	return 20_000_000 + int64(sum[0])<<18
}

// pullError is what containerd 1.6 reports through the CRI.
func (i image) pullError(how behaviour.Image) string {
	resolve := fmt.Sprintf("failed to pull and unpack image %q: failed to resolve reference %q: ", i.full, i.full)
	if how == behaviour.ImageNotFound {
		return "rpc error: code = NotFound desc = " + resolve + i.full + ": not found"
	}
	host, path, _ := strings.Cut(i.repository, "/")
	name, _, _ := strings.Cut(host, ":")
	// The kubelet strips the code "Unknown" (cri-client, remote_image.go).
	return fmt.Sprintf("%sfailed to do request: Head \"https://%s/v2/%s/manifests/%s\": dial tcp: lookup %s on 172.30.0.1:53: no such host",
		resolve, host, path, i.tag, name)
}

// invalidMessage is the kubelet's, for a name that is none.
func (i image) invalidMessage() string {
	err := i.err
	if err == nil {
		err = fmt.Errorf("couldn't parse image name %q: %w", i.asked, reference.ErrReferenceInvalidFormat)
	}
	return fmt.Sprintf("Failed to apply default image tag %q: %v", i.asked, err)
}
