package imagestore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	contentapi "github.com/containerd/containerd/api/services/content/v1"
	imagesapi "github.com/containerd/containerd/api/services/images/v1"
	leasesapi "github.com/containerd/containerd/api/services/leases/v1"
	"github.com/containerd/containerd/api/types"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// namespace is the one in which the CRI plugin keeps everything.
const namespace = "k8s.io"

// chunk is below gRPC's limit of 4 MiB for a message.
const chunk = 1 << 20

// Node is a containerd to which images are added.
type Node struct {
	// Socket is containerd's, Content the folder of its content store's blobs.
	Socket, Content string
	// Blobs is the folder that Extract filled.
	Blobs string
}

// Register adds the images and returns when the kubelet can see them.
func (n Node) Register(ctx context.Context, images []Image) error {
	connection, err := grpc.NewClient("unix://"+n.Socket, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx = metadata.AppendToOutgoingContext(ctx, "containerd-namespace", namespace)
	// The lease keeps blobs from being collected before their image is there.
	leases := leasesapi.NewLeasesClient(connection)
	lease := fmt.Sprintf("localkube-%d", time.Now().UnixNano())
	if _, err := leases.Create(ctx, &leasesapi.CreateRequest{ID: lease}); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	leased := metadata.AppendToOutgoingContext(ctx, "containerd-lease", lease)
	content, store := contentapi.NewContentClient(connection), imagesapi.NewImagesClient(connection)
	for _, i := range images {
		labels := map[string]string{}
		for k, child := range i.Children {
			labels[fmt.Sprintf("containerd.io/gc.ref.content.%d", k)] = child.Digest
			if err := n.add(leased, content, child, nil); err != nil {
				return fmt.Errorf("%s: blob %s: %w", i.Name, child.Digest, err)
			}
		}
		if err := n.add(leased, content, i.Manifest, labels); err != nil {
			return fmt.Errorf("%s: manifest: %w", i.Name, err)
		}
		image := &imagesapi.Image{Name: i.Name, Target: &types.Descriptor{MediaType: i.Manifest.MediaType, Digest: i.Manifest.Digest, Size: i.Manifest.Size}}
		_, err := store.Create(leased, &imagesapi.CreateImageRequest{Image: image})
		if status.Code(err) == codes.AlreadyExists {
			_, err = store.Update(leased, &imagesapi.UpdateImageRequest{Image: image})
		}
		if err != nil {
			return fmt.Errorf("%s: %w", i.Name, err)
		}
	}
	if _, err := leases.Delete(ctx, &leasesapi.DeleteRequest{ID: lease}); err != nil {
		return err
	}
	return await(ctx, runtimeapi.NewImageServiceClient(connection), images)
}

// add makes a blob known to containerd. A file of the right name in its content
// store is taken as it is; where a link cannot be made the content is sent.
func (n Node) add(ctx context.Context, client contentapi.ContentClient, d Descriptor, labels map[string]string) error {
	source, target := blobFile(n.Blobs, d), blobFile(n.Content, d)
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	_ = os.Link(source, target)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := client.Write(ctx)
	if err != nil {
		return err
	}
	exchange := func(r *contentapi.WriteContentRequest) (*contentapi.WriteContentResponse, error) {
		r.Ref, r.Total, r.Expected = "localkube-"+d.Digest, d.Size, d.Digest
		// What is wrong is in the answer; a send only says that the stream ended.
		if err := stream.Send(r); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return stream.Recv()
	}
	answer, err := exchange(&contentapi.WriteContentRequest{Action: contentapi.WriteAction_STAT})
	if status.Code(err) == codes.AlreadyExists {
		return nil
	}
	if err != nil {
		return err
	}
	offset := answer.Offset
	if offset < d.Size {
		if offset, err = send(source, offset, exchange); err != nil {
			return err
		}
	}
	_, err = exchange(&contentapi.WriteContentRequest{Action: contentapi.WriteAction_COMMIT, Offset: offset, Labels: labels})
	if status.Code(err) == codes.AlreadyExists {
		return nil
	}
	return err
}

func send(source string, offset int64, exchange func(*contentapi.WriteContentRequest) (*contentapi.WriteContentResponse, error)) (int64, error) {
	file, err := os.Open(source)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	if _, err := file.Seek(offset, io.SeekStart); err != nil {
		return 0, err
	}
	buffer := make([]byte, chunk)
	for {
		size, err := io.ReadFull(file, buffer)
		if size > 0 {
			if _, err := exchange(&contentapi.WriteContentRequest{Action: contentapi.WriteAction_WRITE, Offset: offset, Data: buffer[:size]}); err != nil {
				return offset, err
			}
			offset += int64(size)
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return offset, nil
		}
		if err != nil {
			return offset, err
		}
	}
}

// await waits until the CRI plugin has heard of the images from containerd's events.
func await(ctx context.Context, client runtimeapi.ImageServiceClient, images []Image) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for _, i := range images {
		for {
			answer, err := client.ImageStatus(ctx, &runtimeapi.ImageStatusRequest{Image: &runtimeapi.ImageSpec{Image: i.Name}})
			if err == nil && answer.Image != nil {
				break
			}
			if ctx.Err() != nil {
				return fmt.Errorf("%s is imported, but not seen by the runtime interface: %v", i.Name, err)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return nil
}
