/** The parameters of operations as the texts of a form. */
package io.jenkins.plugins.k8srelease.form;
